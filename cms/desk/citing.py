"""Pages as what cites articles: lessons, cases, programmes, the public front."""

from collections.abc import Collection, Mapping
from datetime import datetime
from typing import Any

from django.contrib.contenttypes.models import ContentType
from django.core.exceptions import ValidationError
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from wagtail.models import Page, ReferenceIndex
from wagtail.permissions import page_permission_policy

from cms.law.errors import LawRefused
from cms.law.models import Provision
from cms.law.revising.bodies import articles_in, exchange
from cms.law.revising.citers import Found, Shown
from cms.site.access import PAGE_ACTIONS

UNPUBLISHED = Q(has_unpublished_changes=True) | Q(live=False)
"""Pages whose newest text is in a draft, which the index of references does not read."""


class PageCiter:
    """Answers for every page, whatever its type: see Citer in cms/law/revising/citers.py."""

    model = Page

    def citing(self, provisions: Collection[int], among: Collection[str] | None = None) -> Found:
        """What cites these articles; one query for all published pages, the drafts one by one."""
        wanted = set(provisions)
        pages = Page.objects.all() if among is None else Page.objects.filter(pk__in=among)
        drafts = pages.filter(UNPUBLISHED, latest_revision__isnull=False)
        found = set()
        for page in drafts.select_related("latest_revision"):
            cited = articles_in(page.latest_revision.as_object()) & wanted
            found |= {(str(page.pk), pk) for pk in cited}
        if among is None:
            return found | _indexed(wanted)
        # One piece that was published this moment is read itself: its index may be a step behind.
        for page in pages.live().specific():
            found |= {(str(page.pk), pk) for pk in articles_in(page) & wanted}
        return found

    def shown(self, user: Any, pks: Collection[str]) -> dict[str, Shown]:
        """The pages among these that the person works on. Two queries and her permissions."""
        pages = Page.objects.filter(pk__in=pks)
        if not user.is_superuser:
            own = page_permission_policy.instances_user_has_any_permission_for(user, PAGE_ACTIONS)
            pages = pages.filter(pk__in=own.order_by().values("pk"))
        return {
            str(page.pk): Shown(
                title=page.title,
                kind=str(page.specific_class._meta.verbose_name if page.specific_class else ""),
                url=reverse("wagtailadmin_pages:edit", args=[page.pk]),
                live=page.live,
                may_settle=page.permissions_for_user(user).can_publish(),
            )
            for page in pages
        }

    def move(self, *, pk: str, swap: Mapping[int, int], by: Any) -> None:
        """Cite other articles, in the published text and in the draft on top of it."""
        page = Page.objects.get(pk=pk).specific
        if told := _busy(page):
            raise LawRefused(told)
        draft = None
        if page.latest_revision_id and (page.has_unpublished_changes or not page.live):
            draft = page.get_latest_revision_as_object()
        try:
            if page.live:
                exchange(page, lambda one: swap.get(one, one))
                page.save_revision(user=by, log_action=True).publish(user=by)
            if draft is not None:
                exchange(draft, lambda one: swap.get(one, one))
                draft.save_revision(user=by, log_action=True)
        except ValidationError as mistake:
            told = _("“%(title)s”还有别的毛病，不能直接改引：%(why)s 请打开编辑。")
            why = " ".join(mistake.messages)
            raise LawRefused(told % {"title": page.title, "why": why}) from mistake

    def withdraw(self, *, pk: str, by: Any, now: datetime, reason: str) -> None:
        """Unpublish it; the draft stays."""
        page = Page.objects.get(pk=pk).specific
        if page.live:
            page.unpublish(user=by)

    def hold_back(self, *, pks: Collection[str], at: datetime | None) -> None:
        """Nothing: pages are not drawn; readers see on the card that the article moved."""


def _indexed(provisions: set[int]) -> Found:
    references = ReferenceIndex.objects.filter(
        base_content_type=ContentType.objects.get_for_model(Page),
        to_content_type=ContentType.objects.get_for_model(Provision),
        to_object_id__in=[str(pk) for pk in provisions],
    )
    pairs = set(references.values_list("object_id", "to_object_id"))
    live = set(Page.objects.live().filter(pk__in={pk for pk, _to in pairs}).values_list("pk"))
    return {(pk, int(to)) for pk, to in pairs if (int(pk),) in live}


def _busy(page: Page) -> str:
    """Why nothing may be written over a page now; empty when it may."""
    if page.locked:
        return _("“%s”已锁定，请先解锁，或者请锁定的人来改。") % page.title
    if page.workflow_in_progress:
        return _("“%s”正在审核，请先审完或者撤回送审。") % page.title
    if page.scheduled_revision:
        return _("“%s”定了时间发布，请打开编辑，改好再定时间。") % page.title
    return ""
