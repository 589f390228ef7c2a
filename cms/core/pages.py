"""What every page of ours has: an English title and summary, and an identity that outlives
edits."""

from typing import Any, ClassVar
from uuid import UUID

from django.db import models, transaction
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from wagtail import hooks
from wagtail.admin.panels import FieldPanel, MultiFieldPanel
from wagtail.models import Page
from wagtail.search import index

from cms.core.language import localised


class BasePage(Page):
    """Abstract page; `activity_uuid` is what learning records refer to (renewed when copied)."""

    title_en = models.CharField(_("英文标题"), max_length=255, blank=True)
    summary = models.TextField(
        _("摘要"), blank=True, help_text=_("一两句话，列表和搜索结果里显示。")
    )
    summary_en = models.TextField(_("英文摘要"), blank=True)

    is_public: ClassVar[bool] = False
    # Who may see a page is asked in one place; Wagtail's passwords and groups would be a second
    # one.
    private_page_options: ClassVar[list[str]] = []

    content_panels: ClassVar[list[Any]] = [
        *Page.content_panels,
        FieldPanel("summary"),
        MultiFieldPanel(
            [FieldPanel("title_en"), FieldPanel("summary_en")],
            heading=_("英文"),
            classname="collapsed",
        ),
    ]
    search_fields: ClassVar[list[Any]] = [
        *Page.search_fields,
        index.SearchField("summary"),
        index.SearchField("title_en"),
        index.SearchField("summary_en"),
    ]

    class Meta:
        abstract = True

    def publish(self, revision: Any, *args: Any, user: Any = None, **kwargs: Any) -> Any:
        """As always; then the rooms that must know are told: hook `content_published`, called with
        the page and who published it."""
        with transaction.atomic():
            result = super().publish(revision, *args, user=user, **kwargs)
            for tell in hooks.get_hooks("content_published"):
                tell(self, user)
        return result

    def get_url(self, request: Any = None, current_site: Any = None) -> str:
        """The address below the home page, without a query: an installation has one site."""
        tail = self.url_path.split("/", 2)[2]
        return reverse("wagtail_serve", args=(tail,))

    url = property(get_url)

    @property
    def activity_uuid(self) -> UUID:
        """The identity of this page in statements; kept through renames and moves."""
        return self.translation_key

    @property
    def local_title(self) -> str:
        """The title in the reader's language."""
        return localised(self, "title")

    @property
    def local_summary(self) -> str:
        """The summary in the reader's language."""
        return localised(self, "summary")
