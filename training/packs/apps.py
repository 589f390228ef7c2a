from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PacksConfig(AppConfig):
    name = "training.packs"
    label = "packs"
    verbose_name = _("内容包")
    default_auto_field = "django.db.models.BigAutoField"
