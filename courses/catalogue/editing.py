"""The forms of programmes and lessons: mistakes are told beside the row they are in."""

from collections.abc import Iterable
from itertools import groupby, pairwise
from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

from courses.catalogue.order import loop_through
from courses.catalogue.pacing import completion_rule
from courses.catalogue.reading_time import reading_time
from courses.catalogue.timetable import Problem, Row, contradictions, incomplete, relaid

TIMED = {"day", "starts", "minutes"}
NEEDED = ("code", "day", "starts", "minutes", "title", "kind")


class ForReaders(WagtailAdminPageForm):
    """Knows whether what is saved is only a draft, which may be incomplete."""

    is_draft = False

    def defer_required_fields(self) -> None:
        """Wagtail calls this before it validates a draft."""
        self.is_draft = True
        super().defer_required_fields()

    def kept(self, name: str) -> list[Any]:
        """The forms of a panel's rows that are filled and stay."""
        formset = self.formsets[name]
        return [
            form
            for form in formset.forms
            if form not in formset.deleted_forms and (form.has_changed() or form.instance.pk)
        ]


class ProgrammeForm(ForReaders):
    """A timetable without overlaps, in which every session has its lesson or quiz."""

    def is_valid(self) -> bool:
        """Whether everything is well, the timetable included; it is re-laid where rows moved."""
        if not super().is_valid():
            return False
        forms = self.kept("sessions")
        # A draft may have rows that are only begun.
        whole = [form for form in forms if all(_said(form, name) for name in NEEDED)]
        self._follow_the_order(whole)
        rows = _rows(whole)
        problems = (
            contradictions(rows) if self.is_draft else contradictions(rows) + incomplete(rows)
        )
        self._tell(whole, problems)
        return not problems

    def _follow_the_order(self, forms: list[Any]) -> None:
        """Where rows of a day were moved and no time was typed, the times follow the order."""
        placed = sorted(forms, key=_order)
        by_day = sorted(placed, key=lambda form: form.cleaned_data["day"])
        for _day, of_day in groupby(by_day, key=lambda form: form.cleaned_data["day"]):
            day = list(of_day)
            rows = _rows(day)
            begins = [row.begin for row in rows]
            typed = any(TIMED & set(form.changed_data) for form in day)
            fits = not contradictions(rows) and not _overlaps(rows)
            if typed or begins == sorted(begins) or not fits:
                continue
            for place, starts in relaid(rows).items():
                day[place].cleaned_data["starts"] = day[place].instance.starts = starts

    def _tell(self, forms: list[Any], problems: Iterable[Problem]) -> None:
        for problem in problems:
            forms[problem.place].add_error(problem.field, problem.message)
            self.add_error(None, problem.message)

    def save(self, commit: bool = True) -> Any:
        """As always; the rows then stand as the timetable reads: by day and time."""
        page = super().save(commit=False)
        rows = sorted(page.sessions.all(), key=lambda one: (one.day or 0, str(one.starts)))
        for place, session in enumerate(rows):
            session.sort_order = place
        page.sessions = rows
        if commit:
            page.save()
        return page


def _said(form: Any, name: str) -> bool:
    return form.cleaned_data.get(name) not in (None, "")


def _order(form: Any) -> float:
    placed = form.cleaned_data.get("ORDER")
    return float("inf") if placed is None else placed


def _overlaps(rows: list[Row]) -> bool:
    ordered = sorted(rows, key=lambda row: row.begin)
    return any(row.end > following.begin for row, following in pairwise(ordered))


def _rows(forms: list[Any]) -> list[Row]:
    said = [form.cleaned_data for form in forms]
    plain = ("code", "title", "day", "starts", "minutes", "kind")
    return [
        Row(
            place=place,
            has_lesson=bool(typed.get("lesson")),
            has_quiz=bool(typed.get("quiz")),
            has_task=bool(typed.get("task")),
            **{name: typed[name] for name in plain},
        )
        for place, typed in enumerate(said)
    ]


class LessonForm(ForReaders):
    """Shows what the length suggests and what deputies will read; refuses lessons in a circle."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        new = self.instance.pk is None
        if "minutes_computed" in self.fields and new:
            # What is new follows its length; what exists keeps the number somebody chose.
            self.initial["minutes_computed"] = True
        if "minutes" in self.fields and not new:
            self.fields["minutes"].help_text = reading_time(self.instance.body).in_words()
        if "move_on" in self.fields and not new:
            told = _("代表在这一课开头看到：%s") % completion_rule(self.instance)
            self.fields["move_on"].help_text = told

    def clean(self) -> dict[str, Any]:
        """As always; minutes that follow the length are worked out from what is typed now."""
        cleaned: dict[str, Any] = super().clean()
        if cleaned.get("minutes_computed") and cleaned.get("body") is not None:
            cleaned["minutes"] = reading_time(cleaned["body"]).minutes
            self.errors.pop("minutes", None)
        return cleaned

    def is_valid(self) -> bool:
        """Whether everything is well, and no lesson would have to come before itself."""
        return bool(super().is_valid()) and self._in_order()

    def _in_order(self) -> bool:
        from courses.catalogue.selectors import lesson_pairs, lesson_titles

        rows = [form for form in self.kept("prerequisites") if form.cleaned_data.get("first")]
        own = self.instance.pk
        others = [pair for pair in lesson_pairs() if pair[0] != own]
        for form in rows:
            first = form.cleaned_data["first"]
            loop = loop_through(own, [*others, (own, first.pk)]) if own else []
            if loop:
                titles = lesson_titles(loop)
                told = _("绕成一圈了，谁也学不了：%s。请去掉其中一条。")
                way = " → ".join(titles.get(pk, str(self.instance.title)) for pk in loop)
                form.add_error("first", told % way)
                self.add_error(None, told % way)
            elif not self._in_this_programme(first):
                form.add_error("first", _("先学的课要在同一个培训班方案里。"))
                self.add_error(None, _("先学的课要在同一个培训班方案里。"))
        return not self.errors and not any(form.errors for form in rows)

    def _in_this_programme(self, first: Any) -> bool:
        # The course lies one level below its programme, a lesson two.
        programme = self.parent_page.path[: -first.steplen]
        return bool(first.path[: -2 * first.steplen] == programme)
