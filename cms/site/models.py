"""The public front, and the roots under which each congress keeps its content."""

from typing import Any, ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _
from wagtail.admin.panels import FieldPanel

from cms.core.blocks import shared_blocks
from cms.core.fields import BodyField
from cms.core.pages import BasePage
from cms.core.sections import Section, sections


class HomePage(BasePage):
    """What a visitor sees: what this is, for whom, and on which legal basis."""

    is_public = True
    body = BodyField(shared_blocks(), use_json_field=True, blank=True, verbose_name=_("正文"))
    template = "pages/site/home.html"
    max_count = 1
    parent_page_types: ClassVar = ["wagtailcore.Page"]
    subpage_types: ClassVar = ["cms.CongressRootPage", "cms.SharedRootPage", "cms.StandardPage"]
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("首页")
        verbose_name_plural = _("首页")

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)


class StandardPage(BasePage):
    """A plain page: help, privacy notice."""

    is_public = True
    body = BodyField(shared_blocks(), use_json_field=True, blank=True, verbose_name=_("正文"))
    template = "pages/site/standard.html"
    parent_page_types: ClassVar = ["cms.HomePage"]
    subpage_types: ClassVar[list[str]] = []
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("body")]

    class Meta:
        verbose_name = _("普通页面")
        verbose_name_plural = _("普通页面")

    def sections(self) -> list[Section]:
        """The body by headings."""
        return sections(self.body)


class CongressRootPage(BasePage):
    """The root of one congress's own content; only its members may see what is below."""

    congress_key = models.SlugField(_("人大代号"), unique=True)
    template = "pages/site/congress.html"
    parent_page_types: ClassVar = ["cms.HomePage"]
    content_panels: ClassVar[list[Any]] = [*BasePage.content_panels, FieldPanel("congress_key")]

    class Meta:
        verbose_name = _("人大内容根")
        verbose_name_plural = _("人大内容根")

    def full_clean(self, *args: Any, **kwargs: Any) -> None:
        """The slug is the congress's key: whose page it is can be read off its address."""
        self.slug = self.congress_key
        super().full_clean(*args, **kwargs)


class SharedRootPage(BasePage):
    """Content for every signed-in person, whatever the congress."""

    template = "pages/site/congress.html"
    max_count = 1
    parent_page_types: ClassVar = ["cms.HomePage"]

    class Meta:
        verbose_name = _("共享内容根")
        verbose_name_plural = _("共享内容根")
