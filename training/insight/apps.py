from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class InsightConfig(AppConfig):
    name = "training.insight"
    label = "insight"
    verbose_name = _("统计")
    default_auto_field = "django.db.models.BigAutoField"
