"""Lines typed by trainers → questions. What cannot be understood is said with its line."""

import re
from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _

from courses.exchange.codecs.typed import answers, collected
from courses.exchange.codecs.typed.draft import GROUP, Draft
from courses.exchange.codecs.typed.marks import (
    CASE,
    KEY_HEAD,
    KEY_RUN,
    LABEL,
    LABELS,
    SECTION,
    Numbered,
    folded,
    kind_mark_at,
    label_at,
    number_at,
    part_at,
    section_at,
)
from courses.exchange.codecs.typed.options import Piece, options_of, split_stem
from courses.exchange.contract import LINE, Problem, Reading
from courses.questions.kinds.registry import kind_called

FREE = ("answer", "explanation", "criteria", "hints")
AHEAD = 40
"""How many lines may be looked at to tell what a line is."""
SHORT_VALUE = 40
MOST = 1000
"""A key with more wrong numbers is no key."""
PRE_ANSWER = re.compile(
    r"\(\s{0,9}(?:[A-Ja-j]{1,10}|√|×|✓|✔|✗|✘|对|错|正确|错误|)\s{0,9}\)\s{0,5}(?=\d{1,4}\s?[.、])"
)
HEAD_NOTE = re.compile(r"\s{0,3}[(\[][^()\[\]]{0,60}[)\]]")
INLINE = re.compile(r"(?:(?<=[\s;；。.,，])|(?=\[))" + LABEL.pattern)


@dataclass(frozen=True)
class Line:
    """A line of a text or a paragraph: what it counts as, and its text; empty ones part."""

    row: int
    text: str


def read_lines(lines: Sequence[Line], source: str, counts: str = LINE) -> Reading:
    """Every question of the lines, with a warning for each line that is part of none."""
    reader = _Reader(lines, source)
    for place in range(len(lines)):
        reader.take(place)
    found = [draft.finished(source) for draft in reader.drafts]
    if any(draft.had_score for draft in reader.drafts):
        reader.say_no_score()
    return Reading([f for f in found if f], counts, reader.problems, reader.said)


class _Reader:
    def __init__(self, lines: Sequence[Line], source: str) -> None:
        self.lines, self.source = lines, source
        self.drafts: list[Draft] = []
        self.problems: list[Problem] = []
        self.said: list[str] = []
        self.is_open = False  # whether lines may continue the last question
        self.blank = True
        self.section, self.section_kind = 0, ""
        self.has_sections = False
        self.kinds_seen: dict[str, int] = {}
        self.list_at = 0  # the last number of a list inside a text
        self.numbered = any(number_at(folded(line.text.strip())) for line in lines)
        self.next_at = self._next_lines()
        self.collecting = False
        self.key_section = 0
        self.key_draft: Draft | None = None

    def _next_lines(self) -> list[int]:
        following, nearest = [0] * len(self.lines), len(self.lines)
        for place in range(len(self.lines) - 1, -1, -1):
            following[place] = nearest
            if self.lines[place].text.strip():
                nearest = place
        return following

    def _after(self, place: int) -> str:
        following = self.next_at[place]
        return self.lines[following].text.strip() if following < len(self.lines) else ""

    @property
    def draft(self) -> Draft | None:
        return self.drafts[-1] if self.drafts and self.is_open else None

    def take(self, place: int) -> None:
        """Read one line."""
        text = self.lines[place].text.strip()
        if not text:
            self.blank = True
            return
        if text.startswith("\\") and self.draft:
            self.draft.add(text[1:])
        else:
            steps = (self._key, self._heading, self._labelled, self._numbered, self._options)
            if not any(step(place, text) for step in steps):
                self._other(place, text)
        self.blank = False

    # ---- headings and questions

    def _heading(self, place: int, text: str) -> bool:
        heading = section_at(folded(text))
        if heading is None:
            return False
        self.section += 1
        self.section_kind, self.has_sections, self.is_open = heading.kind, True, False
        self.kinds_seen.setdefault(heading.kind, self.section)
        return True

    def _begin(self, place: int, text: str, number: int = 0, is_round: bool = False) -> Draft:
        kind = self.section_kind if self.has_sections else None
        draft = Draft(self.lines[place].row, self.section, number, is_round, kind or None)
        self.drafts.append(draft)
        self.is_open, self.list_at = True, 0
        self._head(place, draft, text)
        return draft

    def _head(self, place: int, draft: Draft, text: str) -> None:
        """A stem, with its kind before it and its options behind it where they are there."""
        line = folded(text)
        if (mark := kind_mark_at(line)) and mark.kind:
            draft.put("kind", answers.label_of(mark.kind))
            if not draft.part:
                draft.kind = mark.kind
            text = text[mark.end :].strip()
        label = label_at(folded(text))
        if label and label.code == "stem":
            text = text[label.end :]
        stem, options = split_stem(text, self._after(place))
        draft.put("stem", stem)
        self._put_options(draft, options)

    def _numbered(self, place: int, text: str) -> bool:
        before = PRE_ANSWER.match(folded(text))
        bare = text[before.end() :] if before else text
        line = folded(bare)
        number = number_at(line)
        if self._part(place, bare, line, number):
            return True
        if number and self._starts(place, number):
            draft = self._begin(place, bare[number.end :], number.number, number.round)
            if before and (said := folded(text)[: before.end()].strip("() ")):
                draft.put("answer", said)
                draft.place = "stem"
            return True
        if number is None and (CASE.match(line) or kind_mark_at(line)):
            case = CASE.match(line)
            draft = self._begin(place, bare[case.end() :].strip() if case else bare)
            draft.kind = GROUP if case else draft.kind
            return True
        return False

    def _starts(self, place: int, number: Numbered) -> bool:
        """Whether a numbered line begins a question; lists inside a text do not."""
        draft = self.draft
        if draft is None:
            return True
        if draft.is_group and number.round:
            return False
        if self.list_at and number.number == self.list_at + 1 and not self.blank:
            self.list_at += 1
            return False
        if number.number == 1 and not self.blank and self._lists(draft):
            self.list_at = 1
            return False
        return not (number.round and not draft.is_round and draft.number)

    def _lists(self, draft: Draft) -> bool:
        """Whether 1. here can be the first entry of a list in the column that is open."""
        code = draft.place.rpartition(".")[2]
        if code == "stem":
            return bool(draft.number) and not draft.has("A") and not draft.has("answer")
        return code in FREE

    # ---- parts of a case

    def _part(self, place: int, text: str, line: str, number: Numbered | None) -> bool:
        draft = self.draft
        if draft is None:
            return False
        part = part_at(line)
        if part is None and number and draft.is_group and not draft.number:
            part = number
        if part is None or draft.is_round:
            return False
        if not draft.is_group:
            if part.number != 1 or not self._is_case(place, draft):
                return False
            draft.kind = GROUP
        if draft.field and f"{part.number}.stem" in draft.columns:
            draft.answer_part(part.number, draft.field, text[part.end :])
        elif part.number == draft.parts + 1:
            draft.open_part(part.number)
            self._head(place, draft, text[part.end :])
        else:
            return False
        return True

    def _is_case(self, place: int, draft: Draft) -> bool:
        """Whether （1） begins the parts of a case: options from A on come twice before the next
        question, or one answer line names the parts."""
        if draft.has("A") or draft.place != "stem" or draft.kind not in {None, "short_answer"}:
            return False
        rows = 0
        for line in self.lines[place : place + AHEAD]:
            text = folded(line.text.strip())
            number = number_at(text)
            if number and not number.round:
                return False
            label = label_at(text)
            if label and label.code == "answer" and answers.by_parts(text[label.end :]):
                return True
            rows += bool(options_of(text, 0) or split_stem(text)[1])
            if rows > 1:
                return True
        return False

    # ---- labels and options

    def _labelled(self, place: int, text: str) -> bool:
        label = label_at(folded(text))
        if label is None:
            return False
        draft, value = self.draft, text[label.end :]
        if label.code == "stem":
            if draft is None or draft.has("stem"):
                self._begin(place, value)
            else:
                self._head(place, draft, value)
            return True
        if label.code in {"kind", "number", "category"} and self._is_over(label.code):
            draft = self._begin(place, "")
            draft.columns.clear()
        if draft is None:
            self._stray(place, text)
        elif label.code == "score":
            self.say_no_score()
        else:
            self._give(draft, label.code, value)
        return True

    def _is_over(self, code: str) -> bool:
        """Whether a label that stands before a stem begins the next question."""
        draft = self.draft
        return draft is None or bool(code in draft.columns or (self.blank and draft.has("answer")))

    def _give(self, draft: Draft, code: str, value: str) -> None:
        """A labelled text; of a case it may be split over its parts."""
        if code == "kind" and (kind := kind_called(value.strip())) and not draft.part:
            draft.kind = kind
        if draft.is_group and code in {"answer", "explanation"}:
            parts = answers.by_parts(value)
            known = all(f"{number}.stem" in draft.columns for number in parts)
            if (parts and known) or (not value.strip() and draft.has("answer")):
                for number, text in parts.items():
                    draft.answer_part(number, code, text)
                draft.part, draft.field = 0, code
                return
            if not value.strip():
                draft.field = code
            elif draft.field:
                draft.part = 0
        pieces = inline_labels(value) if code == "answer" else [("", value)]
        draft.put(code, pieces[0][1])
        for other, text in pieces[1:]:
            if other != "score":
                draft.put(other, text)
        listed = number_at(folded(value)) if code in FREE else None
        self.list_at = 1 if listed and listed.number == 1 else 0

    def _options(self, place: int, text: str) -> bool:
        draft = self.draft
        if draft is None:
            return False
        code = draft.place.rpartition(".")[2]
        expected = draft.expected_option()
        if expected == 0 and code in {"explanation", "hints"}:
            return False
        pieces = options_of(text, expected, self._after(place))
        self._put_options(draft, pieces)
        return bool(pieces)

    def _put_options(self, draft: Draft, pieces: Sequence[Piece]) -> None:
        for piece in pieces:
            draft.put(piece.letter, piece.text)

    # ---- everything else

    def _other(self, place: int, text: str) -> None:
        draft = self.draft
        if self._begins_unnumbered(place, text):
            self._begin(place, text)
        elif draft is None:
            self._stray(place, text)
        else:
            draft.add(text)

    def _begins_unnumbered(self, place: int, text: str) -> bool:
        draft, following = self.draft, folded(self._after(place))
        asks = bool(options_of(following, 0)) or self._is_answer(following)
        asks = asks or len(split_stem(text)[1]) > 1
        if draft is None:
            is_first = not self.numbered and not self.is_open and bool(self.blank or self.drafts)
            return (
                asks
                or (self.has_sections and self.section_kind == GROUP)
                or (is_first and self._is_alone(place))
            )
        if draft.is_group and not draft.parts:
            return False
        if draft.expected_option() == 0 and not draft.has("answer"):
            judged = draft.kind == "true_false" and _is_judged(draft.columns.get("stem", [""])[-1])
            return (judged and _is_judged(text)) or (self.blank and not self.numbered and asks)
        if draft.is_group:
            return asks and self.blank
        return asks or (self.blank and not self.numbered)

    def _is_alone(self, place: int) -> bool:
        """Whether an unnumbered first line can be a question: more of it follows at once."""
        return self.next_at[place] == place + 1 < len(self.lines) or self.has_sections

    def _is_answer(self, line: str) -> bool:
        label = label_at(line)
        return label is not None and label.code == "answer"

    def _stray(self, place: int, text: str) -> None:
        told = _("“%s”这一行不像题目的一部分，没有导入。") % text[:40]
        row = self.lines[place].row
        self.problems.append(Problem("stray", str(told), row, "", self.source, warning=True))

    def say_no_score(self) -> None:
        """Points of a question are no part of it here."""
        told = str(_("分值没有导入：分值在测验里定。"))
        if told not in self.said:
            self.said.append(told)

    # ---- a key at the end

    def _key(self, place: int, text: str) -> bool:
        if self.collecting:
            return self._collect(place, text)
        if not self.drafts:
            return False
        line = folded(text)
        head = KEY_HEAD.match(line)
        rest = text[head.end() :] if head else text
        is_key = collected.is_key_line(rest) if head and rest else bool(KEY_RUN.match(line))
        if not is_key and not (head and not rest.strip() and self._key_follows(place)):
            return False
        if self._is_of_case(place, rest):
            return False
        if head:
            self.collecting, self.is_open = True, False
        self._entries(place, rest)
        return True

    def _is_of_case(self, place: int, rest: str) -> bool:
        """Whether the answers that follow are those of the open case, part by part."""
        draft, following = self.draft, folded(self._after(place))
        if draft is None or not draft.is_group or rest.strip() or "1.answer" in draft.columns:
            return False
        part = part_at(following) or number_at(following)
        if part is None or part.number != 1:
            return False
        draft.part, draft.field = 0, "answer"
        return True

    def _key_follows(self, place: int) -> bool:
        """Whether the lines after a bare 参考答案 answer questions that came before."""
        following = self._after(place)
        line = folded(following)
        if again := KEY_HEAD.match(line):
            return collected.is_key_line(following[again.end() :])
        if SECTION.match(line):
            return self._section_of(line) > 0
        entries = collected.entries_of(following)
        if not entries:
            return False
        numbers = {draft.number for draft in self.drafts}
        return entries[0].number in numbers and (len(numbers) > 1 or collected.is_short(entries[0]))

    def _section_of(self, line: str) -> int:
        heading = section_at(line) or SECTION.match(line)
        if heading is None:
            return 0
        kind = heading.kind if not isinstance(heading, re.Match) else ""
        if isinstance(heading, re.Match):
            mark = section_at(line[: heading.end()])
            kind = mark.kind if mark else ""
        return self.kinds_seen.get(kind, 0)

    def _collect(self, place: int, text: str) -> bool:
        line = folded(text)
        heading = SECTION.match(line)
        if heading and (heading["ordinal"] or heading["noun"]):
            section = self._section_of(line)
            if not section:
                self.collecting = False
                return False
            self.key_section = section
            end = heading.end()
            if note := HEAD_NOTE.match(line, end):
                end = note.end()
            self._entries(place, text[end:].lstrip(" 　：:，,、."))
            return True
        head = KEY_HEAD.match(line)
        if head and collected.is_key_line(text[head.end() :]):
            self._entries(place, text[head.end() :])
            return True
        label = label_at(line)
        if label and self.key_draft:
            if label.code != "score":
                self._give(self.key_draft, label.code, text[label.end :])
        else:
            self._entries(place, text)
        return True

    def _entries(self, place: int, text: str) -> None:
        """The answers of a line of the key go to their questions."""
        entries = collected.entries_of(text)
        if not entries and text.strip():
            if self.key_draft:
                self.key_draft.add(text)
            else:
                self._stray(place, text)
        for entry in entries:
            if len(self.problems) + len(self.key_draft.problems if self.key_draft else []) > MOST:
                return
            draft = self._answered(entry.number)
            if draft is None:
                told = _("答案里的第 %d 题，前面没有这道题。") % entry.number
                row = self.lines[place].row
                self.problems.append(Problem("no_question", str(told), row, "answer", self.source))
                continue
            self.key_draft = draft
            draft.part = 0
            self._answer(draft, entry.answer, place)

    def _answered(self, number: int) -> Draft | None:
        named = [draft for draft in self.drafts if draft.number == number]
        if self.key_section:
            named = [draft for draft in named if draft.section == self.key_section]
        open_ones = [draft for draft in named if "answer" not in draft.columns]
        return next(iter(open_ones or named), None)

    def _answer(self, draft: Draft, text: str, place: int) -> None:
        label = label_at(folded(text))
        code, value = (label.code, text[label.end :]) if label else ("answer", text)
        if code == "answer" and "answer" in draft.columns:
            before = "\n".join(draft.columns["answer"])
            value = inline_labels(value)[0][1]
            if folded(before).strip() != folded(value).strip():
                told = _("这道题写了两个答案：“%(one)s”和“%(other)s”，请改成一个。")
                message = str(told % {"one": before[:40], "other": value[:40]})
                row = self.lines[place].row
                draft.problems.append(Problem("two_answers", message, row, "answer", self.source))
            return
        self._give(draft, code, value)


def _is_judged(text: str) -> bool:
    line = folded(text)
    found = answers.SAID_IN_BRACKETS.match(line, max(line.rfind("("), 0))
    return bool(found) or bool(re.search(r"\(\s{0,9}\)[\s。.]{0,3}\Z", line[-20:]))


def inline_labels(text: str) -> list[tuple[str, str]]:
    """A short answer with other labels behind it on its line: B 解析：…… 难度：2."""
    line = folded(text)
    found = next(INLINE.finditer(line, 0, SHORT_VALUE), None)
    if found is None:
        return [("answer", text)]
    pieces, place, code = [], 0, "answer"
    for label in INLINE.finditer(line):
        pieces.append((code, text[place : label.start()].strip(" 　；;，,")))
        code, place = LABELS[label["boxed"] or label["word"]], label.end()
    return [*pieces, (code, text[place:].strip())]
