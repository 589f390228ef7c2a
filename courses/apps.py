from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CoursesConfig(AppConfig):
    name = "courses"
    label = "courses"
    verbose_name = _("教学")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Pieces of pages may say what a kind of question asks for."""
        from cms.core import fragments
        from courses.questions.kinds.registry import kind_asks

        fragments.environment().globals["kind_asks"] = kind_asks
