from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class PortalConfig(AppConfig):
    name = "training.portal"
    label = "portal"
    verbose_name = _("学员端")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Register the checks that run at start-up."""
        from training.portal import checks

        checks.register()
