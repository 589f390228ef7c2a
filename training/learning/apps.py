from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class LearningConfig(AppConfig):
    name = "training.learning"
    label = "learning"
    verbose_name = _("学习")
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        """Name the outbox's handlers and listen for publication of content."""
        from wagtail.signals import page_published, page_unpublished, published, unpublished

        from courses.models import WritingTask
        from training.learning.consequences import handlers
        from training.learning.outbox.queue import HANDLERS

        HANDLERS.update(handlers.BY_KIND)
        page_published.connect(handlers.content_changed, dispatch_uid="requirements_published")
        page_unpublished.connect(handlers.content_changed, dispatch_uid="requirements_unpublished")
        for signal in (published, unpublished):
            signal.connect(
                handlers.task_changed, sender=WritingTask, dispatch_uid=f"requirements_{id(signal)}"
            )
