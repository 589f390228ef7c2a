"""Copying a programme for a new term: pages, timetable and, if wished, quizzes; every link among
them leads to the copy."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Model, ProtectedError, UUIDField
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from wagtail.actions.delete_page import DeletePageAction
from wagtail.log_actions import log
from wagtail.models import Page, PageLogEntry

from cms.core.references import Visit, rewrite, rows_of
from courses.catalogue.errors import CopyKept
from courses.catalogue.models import CoursePage, LessonPage, ProgrammePage
from courses.quizzes.models import Quiz
from courses.quizzes.services import copy_quiz

COPY = "courses.copy_programme"
INSIDE = (ProgrammePage, CoursePage, LessonPage)
# What a copy does not take over: its place, its publication, its dates, and who it is.
OWN = [
    *Page.default_exclude_fields_in_copy,
    "translation_key",
    "live",
    "live_revision",
    "has_unpublished_changes",
    "first_published_at",
    "last_published_at",
    "latest_revision_created_at",
    "go_live_at",
    "expire_at",
    "expired",
    "locked",
    "locked_at",
    "locked_by",
    "owner",
    "draft_title",
    "alias_of",
    "_revisions",
    "_workflow_states",
    "_specific_workflow_states",
    "index_entries",
]


@dataclass(frozen=True)
class CopyPlan:
    """What is decided before copying. The slug of the copy is its key."""

    title: str
    key: str
    with_quizzes: bool


@dataclass
class Copied:
    """What was copied, for people to read; kept with the copy's log entry."""

    of: str
    pages: int = 0
    sessions: int = 0
    links: int = 0
    quizzes: list[int] = field(default_factory=list)
    outside: list[str] = field(default_factory=list)

    def lines(self) -> list[str]:
        """The report, a sentence each."""
        told = [
            ngettext("复制了 %d 个页面，都是草稿。", "复制了 %d 个页面，都是草稿。", self.pages)
            % self.pages,
            ngettext("日程里 %d 个单元。", "日程里 %d 个单元。", self.sessions) % self.sessions,
            ngettext(
                "%d 处互相之间的链接改成指向新的一份。",
                "%d 处互相之间的链接改成指向新的一份。",
                self.links,
            )
            % self.links,
        ]
        if count := len(self.quizzes):
            told.append(
                ngettext("复制了 %d 份测验，还没有开放。", "复制了 %d 份测验，还没有开放。", count)
                % count
            )
        else:
            told.append(_("测验没有复制，和原来的培训班共用。"))
        return [*told, _("题目、案例和写作任务是共用的，没有复制。")]


@dataclass
class _Copier:
    plan: CopyPlan
    by: Any
    now: datetime
    told: Copied
    pages: dict[int, int] = field(default_factory=dict)
    quizzes: dict[int, int] = field(default_factory=dict)

    def page(self, source: Any, parent: Page, **changes: Any) -> Any:
        """An unpublished copy of the newest state of one page, its links still leading to the
        original."""
        newest = source.get_latest_revision_as_object()
        copy, _rows = newest.copy_cluster(exclude_fields=OWN)
        copy.translation_key, copy.live, copy.owner = uuid4(), False, self.by
        copy.has_unpublished_changes = True
        for name, value in changes.items():
            setattr(copy, name, value)
        renew_identities(copy)
        parent.add_child(instance=copy)
        self.pages[source.pk] = copy.pk
        self.told.pages += 1
        return copy

    def quiz(self, pk: int) -> int:
        """The copy of a quiz, made once."""
        if pk not in self.quizzes:
            quiz = Quiz.objects.get(pk=pk)
            key = _free_key(quiz, f"{self.plan.key}-{quiz.key}")
            made = copy_quiz(quiz=quiz, title=quiz.title, key=key, by=self.by, now=self.now)
            self.quizzes[pk] = made.pk
            self.told.quizzes.append(made.pk)
        return self.quizzes[pk]

    def visitor(self, title: str) -> Visit:
        """Leads every reference of a page with this title to the copy of what it refers to."""

        def visit(model: type[Model], key: Any) -> Any:
            if issubclass(model, Quiz) and self.plan.with_quizzes:
                return self.quiz(int(key))
            if not issubclass(model, Page):
                return key
            new = self.pages.get(int(key))
            if new is None:
                self._note_outside(title, int(key))
                return key
            self.told.links += 1
            return new

        return visit

    def _note_outside(self, title: str, pk: int) -> None:
        """Cases are shared on purpose; of other pages the author should know."""
        page = Page.objects.filter(pk=pk).first()
        if page and issubclass(page.specific_class or Page, INSIDE):
            self.told.outside.append(f"《{title}》→《{page.title}》")


def renew_identities(instance: Any) -> None:
    """Give every row below a copy an identity of its own, where rows have a unique one."""
    for _name, row in rows_of(instance):
        for one in row._meta.concrete_fields:
            if isinstance(one, UUIDField) and one.unique and not one.primary_key:
                setattr(row, one.name, uuid4())
        renew_identities(row)


def _free_key(quiz: Quiz, wanted: str) -> str:
    """A key no quiz of the congress has, at most 50 characters."""
    taken = set(Quiz.objects.filter(owner_root=quiz.owner_root_id).values_list("key", flat=True))
    tries = [wanted[:50], *(f"{wanted[:46]}-{n}" for n in range(2, 1000))]
    return next(key for key in tries if key not in taken)


@transaction.atomic
def copy_programme(*, programme: ProgrammePage, plan: CopyPlan, by: Any, now: datetime) -> Any:
    """An unpublished copy of a programme with its courses and lessons, as the editor shows them;
    classes are not touched. Raises PermissionDenied for who may add no page beside it.

    Returns the copy; the report is in its log (see `report_on`).
    """
    parent = programme.get_parent()
    if not parent.permissions_for_user(by).can_add_subpage():
        raise PermissionDenied
    copier = _Copier(plan, by, now, Copied(programme.key))
    named = {"title": plan.title, "title_en": "", "key": plan.key, "slug": plan.key}
    copy = copier.page(programme, parent, **named)
    places = {programme.path: copy}
    for source in _below(programme):
        above = places[source.path[: -source.steplen]]
        places[source.path] = copier.page(source, Page.objects.get(pk=above.pk))
    for source_path, made in places.items():
        page = type(made).objects.get(pk=made.pk)
        rewrite(page, copier.visitor(page.title))
        page.save()
        page.save_revision(user=by)
        if source_path == programme.path:
            copier.told.sessions = page.sessions.count()
    log(instance=copy, action=COPY, user=by, timestamp=now, data=vars(copier.told))
    return ProgrammePage.objects.get(pk=copy.pk)


def _below(programme: ProgrammePage) -> Iterator[Any]:
    yield from programme.get_descendants().order_by("path").specific()


def report_on(copy: ProgrammePage) -> Copied | None:
    """What was copied when this programme was made; None for one that is no copy. One query."""
    entry = PageLogEntry.objects.filter(page_id=copy.pk, action=COPY).first()
    return Copied(**entry.data) if entry else None


def may_discard(copy: ProgrammePage, user: Any) -> bool:
    """Whether a copy may be taken back by this person: hers, and nothing of it ever published."""
    own = copy.owner_id == user.pk or copy.permissions_for_user(user).can_delete()
    tree = copy.get_descendants(inclusive=True)
    return own and not tree.filter(first_published_at__isnull=False).exists()


@transaction.atomic
def discard_copy(*, copy: ProgrammePage, by: Any) -> None:
    """Take a copy back, with the quizzes copied for it. Raises CopyKept when somebody uses it."""
    told = report_on(copy)
    if told is None or not may_discard(copy, by):
        raise CopyKept("published", _("这一份已经发布过，或者不是您复制的，不能撤销。"))
    try:
        with transaction.atomic():
            # The timetable first: it protects its lessons, and a class protects it.
            copy.sessions.all().delete()
            DeletePageAction(copy, user=by).execute(skip_permission_checks=True)
            Quiz.objects.filter(pk__in=told.quizzes, live=False).delete()
    except ProtectedError as used:
        raise CopyKept("used", _("已经有班次用了这一份，不能撤销。")) from used
