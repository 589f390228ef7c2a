from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CohortsConfig(AppConfig):
    name = "training.cohorts"
    label = "cohorts"
    verbose_name = _("班次")
    default_auto_field = "django.db.models.BigAutoField"
