from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "training.insight"
    label = "insight"
    verbose_name = _("统计")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """The worker counts classes whose figures may have changed, and by night compares them; it
        sends the weekly letter and writes down which programs have asked."""
        from training.insight.api.limits import write_days
        from training.insight.cubes.checking import check_cells
        from training.insight.cubes.keeping import refresh_due
        from training.insight.papers.digests import send_due
        from training.learning.jobs.above import register

        register("statistics", refresh_due, prompt=True)
        register("weekly digest", send_due)
        register("statistics check", check_cells)
        register("programs", write_days)
