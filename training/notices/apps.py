from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class NoticesConfig(AppConfig):
    name = "training.notices"
    label = "notices"
    verbose_name = _("通知")

    def ready(self) -> None:
        """Check the description of the text gateway when the site starts."""
        from django.core.checks import register

        from training.notices.checks import gateways_can_work

        register(gateways_can_work)
