"""What a congress asks and for how long: read, and decided by its office."""

from collections.abc import Sequence
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from training.learning.feedback.errors import FeedbackRefused
from training.learning.feedback.models import FeedbackRules, QuestionSet
from training.learning.feedback.questions import (
    DEFAULTS,
    LONGEST_TEXT,
    MOST,
    Question,
    key_for,
    packed,
    unpacked,
)
from training.people import audit
from training.people.models import Congress, User


def rules_of(congress_id: int) -> FeedbackRules:
    """How a congress asks; without a decision of its own the defaults, unsaved. One query."""
    found = FeedbackRules.objects.filter(congress=congress_id).first()
    return found or FeedbackRules(congress_id=congress_id)


def questions_of(congress_id: int, occasion: str) -> list[Question]:
    """What the next form asks: the office's newest questions, else those that come with the site.
    One query."""
    own = QuestionSet.objects.filter(congress=congress_id, occasion=occasion)
    newest = own.order_by("-number").first()
    return unpacked(newest.questions) if newest else list(DEFAULTS[occasion])


def keyed(wanted: Sequence[tuple[str, str, str]], known: Sequence[Question]) -> list[Question]:
    """Questions from (kind, text, English text), lines without a text left out. A text that was
    asked before keeps its key, so that days and classes stay comparable; another text is another
    question. Raises FeedbackRefused for none, too many, or the same twice."""
    keys = {(old.kind, old.text): old.key for old in (*known, *DEFAULTS["day"], *DEFAULTS["end"])}
    found: list[Question] = []
    for kind, text, english in wanted:
        text = " ".join(text.split())
        if text:
            key = keys.get((kind, text)) or key_for(kind, text)
            found.append(Question(key, kind, text[:LONGEST_TEXT], english.strip()[:LONGEST_TEXT]))
    if not found:
        raise FeedbackRefused("none", _("至少要有一道题。"))
    if len(found) > MOST:
        raise FeedbackRefused("many", _("最多 %(n)d 道题，一分钟填得完。") % {"n": MOST})
    if len({question.key for question in found}) < len(found):
        raise FeedbackRefused("twice", _("有两道题一样，请改掉一道。"))
    return found


def ask(
    *,
    congress: Congress,
    occasion: str,
    wanted: Sequence[tuple[str, str, str]],
    by: User,
    now: datetime,
) -> list[Question]:
    """From the next form on, ask this. Forms that are open keep their questions. The same again
    makes no new version. Raises FeedbackRefused, see `keyed`."""
    with transaction.atomic():
        Congress.objects.select_for_update().get(pk=congress.pk)
        before = questions_of(congress.pk, occasion)
        questions = keyed(wanted, before)
        if questions == before:
            return questions
        own = QuestionSet.objects.filter(congress=congress, occasion=occasion)
        number = (own.order_by("-number").values_list("number", flat=True).first() or 0) + 1
        QuestionSet.objects.create(
            congress=congress,
            occasion=occasion,
            number=number,
            questions=packed(questions),
            by=by,
            at=now,
        )
        target = f"{congress.key}:{occasion}"
        audit.note(actor=by, action="feedback.questions", at=now, target=target, number=number)
    return questions


def set_rules(*, congress: Congress, rules: dict[str, int | bool], by: User, now: datetime) -> None:
    """Whether it is asked, and how many days a form stays open; for forms that open later."""
    with transaction.atomic():
        FeedbackRules.objects.update_or_create(congress=congress, defaults=rules)
        audit.note(actor=by, action="feedback.rules", at=now, target=congress.key, **rules)
