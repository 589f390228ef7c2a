"""Texts in blanks, and numbers."""

import re
from collections import Counter
from fractions import Fraction
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from courses.questions.kinds.fill_blank.folding import accepts, fold
from courses.questions.kinds.fill_blank.marking import BLANK, surroundings, texts_of
from courses.questions.kinds.fill_blank.nearness import near_misses
from courses.questions.kinds.numeric.marking import earned_by
from courses.questions.kinds.numeric.paper import in_words
from courses.questions.numerals import read_number, written
from courses.questions.spelling import plain
from training.learning.attempts.regrading.keys.contract import (
    Body,
    Editor,
    Facet,
    Given,
    Key,
    KeyForm,
    Payload,
    Pick,
)

OFFERED = 12
"""How many different answers are listed; the rest is counted together."""


def _lines(text: str) -> list[str]:
    return [line.strip() for line in text.splitlines() if line.strip()]


def _given(counts: Counter[Pick], facet: str) -> Counter[str]:
    return Counter({text: n for (place, text), n in counts.items() if place == facet and text})


def _spellings(texts: Counter[str]) -> list[tuple[str, int]]:
    """Each answer as most people spelled it, and how often in any spelling; most frequent
    first."""
    alike: dict[str, Counter[str]] = {}
    for text, times in texts.items():
        alike.setdefault(fold(text), Counter())[text] += times
    found = [(one.most_common(1)[0][0], one.total()) for one in alike.values()]
    return sorted(found, key=lambda entry: (-entry[1], entry[0]))


def _listed(texts: list[tuple[str, int]], accepted: list[bool], left_open: int) -> list[Given]:
    shown = [
        Given(text, times, right)
        for (text, times), right in zip(texts[:OFFERED], accepted, strict=False)
    ]
    rest = sum(times for _text, times in texts[OFFERED:])
    if rest:
        shown.append(Given(_("其他各种答案"), rest, None))
    return [*shown, Given("", left_open, False)]


class BlanksKeyForm(KeyForm):
    """For every blank the texts that are accepted."""

    def build(self) -> None:
        """Besides the key: answers that were given, near misses first, and room for others."""
        for number, accepted in enumerate(self.key["blanks"], start=1):
            blank = _("第 %(n)d 空") % {"n": number}
            if not self.also:
                self.fields[f"accepted-{number}"] = forms.CharField(
                    label=blank,
                    help_text=_("算对的答案，一行一个。"),
                    initial="\n".join(accepted),
                    widget=forms.Textarea(attrs={"rows": 3}),
                    error_messages={"required": _("请写出这一空的答案。")},
                )
                continue
            if offered := self._offered(number, accepted):
                self.fields[f"near-{number}"] = forms.MultipleChoiceField(
                    label=_("%(blank)s：大家这样答过") % {"blank": blank},
                    choices=offered,
                    required=False,
                    widget=forms.CheckboxSelectMultiple,
                )
            self.fields[f"more-{number}"] = forms.CharField(
                label=_("%(blank)s：再认别的答案") % {"blank": blank},
                help_text=_("一行一个。全角半角、空格、中文数字不用另写。"),
                required=False,
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    def _offered(self, number: int, accepted: list[str]) -> list[tuple[str, str]]:
        given = _given(self.counts, str(number))
        beside = surroundings(self.body, number)[number - 1]
        near = [miss.text for miss in near_misses(given.elements(), accepted, *beside)]
        folded = {fold(text) for text in near}
        spelled = [e for e in _spellings(given) if not accepts(e[0], accepted, *beside)]
        close = [entry for entry in spelled if fold(entry[0]) in folded]
        others = [entry for entry in spelled if fold(entry[0]) not in folded]
        return [
            (text, f"{text}（{_('%(n)d 份') % {'n': times}}{_('，很接近') if place == 0 else ''}）")
            for place, entries in enumerate((close, others))
            for text, times in entries
        ][:OFFERED]

    def changed(self) -> dict[str, Any]:
        """The accepted texts, blank by blank."""
        blanks = []
        for number, accepted in enumerate(self.key["blanks"], start=1):
            if not self.also:
                blanks.append(_lines(self.cleaned_data[f"accepted-{number}"]))
                continue
            more = [
                *self.cleaned_data.get(f"near-{number}", []),
                *_lines(self.cleaned_data[f"more-{number}"]),
            ]
            blanks.append([*accepted, *(t for t in dict.fromkeys(more) if t not in accepted)])
        return {"blanks": blanks}


class FillBlank(Editor):
    """Blanks in a sentence."""

    form = BlanksKeyForm
    widens = True

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """The text of each blank."""
        texts = texts_of(payload, body["stem"].count(BLANK))
        return [(str(n), text.strip()) for n, text in enumerate(texts, start=1)]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """For each blank its commonest answers."""
        besides = surroundings(body, len(key["blanks"]))
        found = []
        for number, (accepted, beside) in enumerate(
            zip(key["blanks"], besides, strict=True), start=1
        ):
            texts = _spellings(_given(counts, str(number)))
            right = [accepts(text, accepted, *beside) for text, _times in texts]
            title = _("第 %(n)d 空") % {"n": number}
            found.append(Facet(title, _listed(texts, right, counts[str(number), ""])))
        return found

    def in_words(self, body: Body, key: Key) -> str:
        """The accepted texts, blank by blank."""
        return _("；").join(" / ".join(accepted) for accepted in key["blanks"])

    def shape(self, body: Body) -> Any:
        """How many blanks there are."""
        return body["stem"].count(BLANK)


ANSWER_LINE = re.compile(
    r"(?P<value>[^±,，]+)(?:±\s*(?P<tolerance>[^,，]+))?(?:[,，]\s*得\s*(?P<fraction>\S+))?"
)


def _as_line(answer: dict[str, Any]) -> str:
    """An accepted number as it is edited: 24 ±1%，得 0.5."""
    tolerance = Fraction(answer["tolerance"])
    line = str(answer["value"])
    if tolerance:
        shown = f"{written(tolerance * 100)}%" if answer["relative"] else written(tolerance)
        line = f"{line} ±{shown}"
    return line if Fraction(answer["fraction"]) == 1 else f"{line}，得 {answer['fraction']}"


def _from_line(line: str) -> dict[str, Any]:
    """Raises ValidationError, with the line, for what cannot be read."""
    found = ANSWER_LINE.fullmatch(plain(line).replace("+-", "±"))
    value = read_number(found["value"].strip()) if found else None
    said = (found["tolerance"] or "0").strip() if found else "0"
    tolerance = read_number(said.removesuffix("%"))
    share = read_number(found["fraction"] or "1") if found else None
    if value is None or tolerance is None or tolerance < 0 or share is None or not 0 < share <= 1:
        raise ValidationError(
            _("看不懂“%(line)s”。请写成 24、24 ±1、0.6 ±5%% 或 24 ±2，得 0.5 这样。")
            % {"line": line},
            code="unreadable",
        )
    relative = said.endswith("%")
    return {
        "value": written(value),
        "tolerance": written(tolerance / 100 if relative else tolerance),
        "relative": relative,
        "fraction": written(share),
    }


class NumbersField(forms.CharField):
    """Numbers with tolerance, one a line, as answers of a numeric key."""

    widget = forms.Textarea

    def clean(self, value: Any) -> Any:
        """The answers; raises ValidationError naming the line that cannot be read."""
        return [_from_line(line) for line in _lines(super().clean(value))]


class NumbersKeyForm(KeyForm):
    """The numbers that are right. Units stay as they are."""

    def build(self) -> None:
        """Besides the key: numbers that were given, and room for others."""
        if self.also and (offered := self._offered()):
            self.fields["near"] = forms.MultipleChoiceField(
                label=_("大家这样答过"),
                choices=offered,
                required=False,
                widget=forms.CheckboxSelectMultiple,
            )
        self.fields["numbers"] = NumbersField(
            label=_("再认别的数") if self.also else _("算对的数"),
            help_text=_(
                "一行一个，可以写误差：24 ±1，或 0.6 ±5%；只给一部分分的写成 24 ±2，得 0.5。"
            ),
            required=not self.also,
            initial="" if self.also else "\n".join(_as_line(a) for a in self.key["answers"]),
            error_messages={"required": _("请写出算对的数。")},
        )

    def _offered(self) -> list[tuple[str, str]]:
        """The numbers given that earn less than everything, and would earn it if accepted."""
        offered = []
        for text, times in _spellings(_given(self.counts, "")):
            value = read_number(plain(text))
            if value is None or earned_by(text, self.key, "optional") >= 1:
                continue
            offered.append((written(value), f"{text}（{_('%(n)d 份') % {'n': times}}）"))
        return offered[:OFFERED]

    def changed(self) -> dict[str, Any]:
        """The answers."""
        said = self.cleaned_data["numbers"]
        if not self.also:
            return {"answers": said}
        ticked = [_from_line(value) for value in self.cleaned_data.get("near", [])]
        new = [answer for answer in [*ticked, *said] if answer not in self.key["answers"]]
        return {"answers": [*self.key["answers"], *new]}


class Numeric(Editor):
    """A number with its tolerance."""

    form = NumbersKeyForm
    widens = True

    def picks(self, body: Body, payload: Payload) -> list[Pick]:
        """The text as it was typed."""
        return [("", str(payload.get("value") or "").strip())]

    def facets(self, body: Body, key: Key, counts: Counter[Pick]) -> list[Facet]:
        """The commonest answers."""
        texts = _spellings(_given(counts, ""))
        rule = str(body.get("unit_rule", "optional"))
        right = [earned_by(text, key, rule) >= 1 for text, _times in texts]
        return [Facet("", _listed(texts, right, counts["", ""]))]

    def in_words(self, body: Body, key: Key) -> str:
        """The numbers with their tolerance."""
        return " / ".join(in_words(answer, key) for answer in key["answers"])

    def shape(self, body: Body) -> Any:
        """Every number can be compared with another."""
        return None
