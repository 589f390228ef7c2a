from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class CmsConfig(AppConfig):
    name = "cms"
    label = "cms"
    verbose_name = _("内容")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Note which law a case rests on whenever one is published."""
        from wagtail.signals import page_published

        from cms.cases.law import case_published

        page_published.connect(case_published, dispatch_uid="case_provisions")
