"""Questions as what cites articles: see Citer in cms/law/revising/citers.py."""

from collections.abc import Collection, Iterator, Mapping
from datetime import datetime
from itertools import islice
from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q
from django.utils.translation import gettext as _

from cms.law.errors import LawRefused
from cms.law.revising.citers import Found, Shown
from courses.questions.access import questions_for
from courses.questions.listing import editor_url, kind_of
from courses.questions.models import Question, QuestionCitation
from courses.questions.services import retire
from courses.questions.usage.places import Way, places_of

AT_ONCE = 5000  # keys in one statement
UNPUBLISHED = Q(has_unpublished_changes=True) | Q(live=False)


class QuestionCiter:
    """Answers for the bank of every congress."""

    model = Question

    def citing(self, provisions: Collection[int], among: Collection[str] | None = None) -> Found:
        """What cites these articles, as published and in drafts. Two queries."""
        wanted = set(provisions)
        rows = QuestionCitation.objects.filter(provision__in=wanted)
        questions = Question.objects.non_polymorphic()
        if among is not None:
            rows = rows.filter(question__in=[int(pk) for pk in among])
            questions = questions.filter(pk__in=among)
        # The rows of what was never published, or withdrawn, are older than its draft.
        rows = rows.filter(Q(question__live=True) | Q(question__latest_revision=None))
        found = {(str(pk), to) for pk, to in rows.values_list("question", "provision")}
        drafts = questions.filter(UNPUBLISHED, latest_revision__isnull=False).order_by()
        for pk, content in drafts.values_list("pk", "latest_revision__content").iterator():
            found |= {(str(pk), to) for to in _cited_in(content) if to in wanted}
        return found

    def shown(self, user: Any, pks: Collection[str]) -> dict[str, Shown]:
        """The questions among these that are of the person's congresses."""
        own = questions_for(user).order_by()
        questions = [one for some in _chunks(pks) for one in own.filter(pk__in=some)]
        places = places_of(user, questions)
        may = user.has_perm("courses.publish_question")
        return {
            str(question.pk): Shown(
                title=f"{question.number} {question.stem[:60]}",
                kind=str(kind_of(question)._meta.verbose_name),
                url=editor_url(question),
                live=question.live and not question.retired_at,
                may_settle=may,
                notes=tuple(_notes(question, places[question.pk])),
            )
            for question in questions
        }

    def move(self, *, pk: str, swap: Mapping[int, int], by: Any) -> None:
        """Cite other articles, in the published question and in the draft on top of it."""
        question: Any = Question.objects.get(pk=pk)
        if told := _busy(question):
            raise LawRefused(told)
        draft: Any = None
        if question.latest_revision_id and (question.has_unpublished_changes or not question.live):
            draft = question.get_latest_revision_as_object()
        try:
            if question.live:
                _exchange(question, swap)
                question.save_revision(user=by).publish(user=by)
            if draft is not None:
                _exchange(draft, swap)
                draft.save_revision(user=by)
        except ValidationError as mistake:
            told = _("“%(number)s”还有别的毛病，不能直接改引：%(why)s 请打开编辑。")
            why = " ".join(mistake.messages)
            raise LawRefused(told % {"number": question.number, "why": why}) from mistake

    def withdraw(self, *, pk: str, by: Any, now: datetime, reason: str) -> None:
        """Retire it."""
        retire(question=Question.objects.get(pk=pk), by=by, at=now, reason=reason)

    def hold_back(self, *, pks: Collection[str], at: datetime | None) -> None:
        """New draws pass over these questions; with `at` None they may take them again."""
        for some in _chunks(pks):
            rows = Question.objects.non_polymorphic().filter(pk__in=some)
            if at is None:
                rows.exclude(held_back_at=None).update(held_back_at=None)
            else:
                rows.filter(held_back_at=None).update(held_back_at=at)


def _chunks(pks: Collection[str]) -> Iterator[list[str]]:
    waiting = iter(sorted(pks))
    while some := list(islice(waiting, AT_ONCE)):
        yield some


def _cited_in(content: dict[str, Any]) -> set[int]:
    """The articles a draft cites, read off its stored content."""
    return {int(one["provision"]) for one in content.get("citations", ()) if one.get("provision")}


def _exchange(question: Any, swap: Mapping[int, int]) -> None:
    """Put other articles in place, on the question in memory; nothing is cited twice."""
    kept, seen = [], set()
    for citation in question.citations.all():
        citation.provision_id = swap.get(citation.provision_id, citation.provision_id)
        place = (citation.provision_id, citation.detail)
        if place not in seen:
            kept.append(citation)
        seen.add(place)
    question.citations.set(kept)


def _notes(question: Question, places: Collection[Any]) -> Iterator[str]:
    if question.retired_at:
        yield _("已经停用")
    if question.held_back_at:
        yield _("暂不抽用")
    for place in places:
        if place.way is Way.NAMED and place.live:
            yield _("试卷“%s”指定了它，照常出，请先看") % place.title
        elif place.way is Way.PRACTISED and place.live:
            yield _("课文“%s”里的练习") % place.title


def _busy(question: Any) -> str:
    if question.locked:
        return _("“%s”已锁定，请先解锁。") % question.number
    if question.workflow_in_progress:
        return _("“%s”正在审核，请先审完或者撤回送审。") % question.number
    return ""
