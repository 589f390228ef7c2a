"""A question as other systems know questions: choice, true or false, short text, number, pairs,
essay. The GIFT and Moodle codecs write these and read them; what they cannot say is listed."""

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from fractions import Fraction
from typing import Any

from django.utils.translation import gettext as _

from courses.exchange.codecs.typed.answers import criteria_from, label_of
from courses.exchange.contract import Exported, Found, Problem
from courses.questions.kinds.columns import OPTIONS, cell_of
from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.numerals import written
from courses.questions.outcome import Body, Key, gettext_noop

CHOICE, TRUTH, TEXT, NUMBER, PAIRS, ORDER, ESSAY, CLOZE = (
    "choice",
    "truth",
    "text",
    "number",
    "pairs",
    "order",
    "essay",
    "cloze",
)


class NotTaken(Exception):
    """A question that cannot become one of ours; says why in Chinese."""

    def __init__(self, code: str, message: str) -> None:
        super().__init__(message)
        self.code = code


@dataclass
class Answer:
    """One answer: its text, worth from -1 to 1, feedback; of numbers the tolerance too."""

    text: str
    worth: Fraction = Fraction(1)
    feedback: str = ""
    tolerance: Fraction = Fraction(0)


@dataclass
class Simple:
    """A question of another system. `right` is a judgement, `pairs` left and right, `gaps` the
    accepted answers of each blank of a cloze."""

    form: str
    stem: str
    answers: list[Answer] = field(default_factory=list)
    pairs: list[tuple[str, str]] = field(default_factory=list)
    gaps: list[list[str]] = field(default_factory=list)
    units: list[tuple[str, Fraction]] = field(default_factory=list)
    right: bool | None = None
    single: bool = True
    feedback: str = ""
    title: str = ""


# ---- ours → theirs


def simples_of(question: Exported) -> list[Simple]:
    """One, or for a case one for each part, every one with the situation before it."""
    title = question.columns.get("number") or question.body["stem"].strip()[:20]
    if question.kind != "case_group":
        return [_simple(question.kind, question.body, question.key, title)]
    pairs = zip(question.body["parts"], question.key["parts"], strict=True)
    simples = []
    for number, (part, key) in enumerate(pairs, start=1):
        stem = f"{question.body['stem'].strip()}\n（{number}）{part['body']['stem'].strip()}"
        own = {**part["body"], "stem": stem}
        simples.append(_simple(part["kind"], own, key, f"{title}（{number}）"))
    return simples


def _simple(kind: str, body: Body, key: Key, title: str) -> Simple:
    simple = FORMS[kind](body, key)
    simple.stem, simple.title = body["stem"].strip(), title
    simple.feedback = simple.feedback or key.get("explanation", "").strip()
    return simple


def _choice(body: Body, key: Key) -> Simple:
    right, given = key["right"], key.get("fractions", {})
    single = len(right) == 1
    return Simple(
        CHOICE,
        "",
        [
            Answer(
                option["text"].strip(),
                Fraction(given[option["id"]])
                if option["id"] in given
                else _worth(option["id"], right, len(body["options"])),
                key.get("why", {}).get(option["id"], ""),
            )
            for option in body["options"]
        ],
        single=single,
    )


def _worth(identity: str, right: Sequence[str], options: int) -> Fraction:
    """Right ones share the whole; wrong ones of several take away as much, so that ticking all
    gains nothing there either."""
    if identity in right:
        return Fraction(1, len(right))
    return Fraction(0) if len(right) == 1 else -Fraction(1, max(options - len(right), 1))


def _multiple(body: Body, key: Key) -> Simple:
    simple = _choice(body, key)
    simple.single = False
    return simple


def _truth(body: Body, key: Key) -> Simple:
    return Simple(TRUTH, "", right=key["answer"])


def _blanks(body: Body, key: Key) -> Simple:
    gaps = [[text.strip() for text in accepted] for accepted in key["blanks"]]
    if len(gaps) == 1:
        return Simple(TEXT, "", [Answer(text) for text in gaps[0]])
    return Simple(CLOZE, "", gaps=gaps)


def _number(body: Body, key: Key) -> Simple:
    answers = []
    for row in key["answers"]:
        value, tolerance = Fraction(row["value"]), Fraction(row["tolerance"])
        margin = abs(value) * tolerance if row["relative"] else tolerance
        answers.append(Answer(written(value), Fraction(row["fraction"]), "", margin))
    units = [(unit["name"], Fraction(unit["factor"])) for unit in key.get("units", [])]
    return Simple(NUMBER, "", answers, units=units)


def _pairs(body: Body, key: Key) -> Simple:
    texts = {right["id"]: right["text"].strip() for right in body["right"]}
    pairs = [(left["text"].strip(), texts[key["pairs"][left["id"]]]) for left in body["left"]]
    taken = set(key["pairs"].values())
    spare = sorted(text for identity, text in texts.items() if identity not in taken)
    return Simple(PAIRS, "", pairs=[*pairs, *(("", text) for text in spare)])


def _order(body: Body, key: Key) -> Simple:
    texts = {entry["id"]: entry["text"].strip() for entry in body["items"]}
    return Simple(ORDER, "", [Answer(texts[identity]) for identity in key["order"]])


def _essay(body: Body, key: Key) -> Simple:
    told = [key["model_answer"].strip(), key.get("explanation", "").strip()]
    return Simple(ESSAY, "", feedback="\n".join(filter(None, told)))


FORMS: dict[str, Any] = {
    "single_choice": _choice,
    "multiple_choice": _multiple,
    "true_false": _truth,
    "fill_blank": _blanks,
    "numeric": _number,
    "matching": _pairs,
    "ordering": _order,
    "short_answer": _essay,
}


# ---- theirs → ours


def columns_of(simple: Simple, row: int, source: str) -> Found:
    """The columns a foreign question comes to, with a warning for what had to be left out."""
    columns, told = READ[simple.form](simple)
    stem = columns.pop("stem", simple.stem)
    columns = {"kind": columns.pop("kind"), "stem": stem, **columns}
    columns.setdefault("explanation", simple.feedback)
    columns = {code: text.strip() for code, text in columns.items()}
    problems = tuple(Problem("assumed", text, row, "", source, warning=True) for text in told)
    return Found(row, {code: text for code, text in columns.items() if text}, problems)


Read = tuple[dict[str, str], list[str]]


def _read_choice(simple: Simple) -> Read:
    letters = dict(zip(OPTIONS, simple.answers, strict=False))
    columns = {letter: answer.text for letter, answer in letters.items()}
    right = [letter for letter, answer in letters.items() if answer.worth > 0]
    whole = [letter for letter, answer in letters.items() if answer.worth == 1]
    told = []
    if len(simple.answers) > len(OPTIONS):
        told.append(str(_("选项超过 %d 个，后面的没有导入。") % len(OPTIONS)))
    if simple.single and len(whole) > 1:
        told.append(str(_("有几个选项都得满分，按多选题导入，请检查。")))
    single = simple.single and len(whole) <= 1
    chosen = (whole or right) if single else right
    columns |= {
        "kind": label_of("single_choice" if single else "multiple_choice"),
        "answer": "".join(chosen),
        "why": cell_of((letter, a.feedback) for letter, a in letters.items() if a.feedback),
    }
    if _is_weighted(letters, single):
        if sum(answer.worth for answer in letters.values()) <= 0 or single:
            columns["fractions"] = cell_of((c, written(a.worth)) for c, a in letters.items())
        else:
            told.append(str(_("各选项的得分比例没有采用：那样全部勾上也能得分。")))
    return columns, told


def _is_weighted(letters: Mapping[str, Answer], single: bool) -> bool:
    """Whether the worths say more than which options are right."""
    values = [answer.worth for answer in letters.values()]
    if single:
        return any(value not in {0, 1} for value in values) and 1 in values
    rights = {value for value in values if value > 0}
    wrongs = {value for value in values if value <= 0}
    count = sum(1 for value in values if value > 0)
    plain_wrongs = {Fraction(0), -Fraction(1, max(len(values) - count, 1)), Fraction(-1)}
    equal = rights == {Fraction(1, max(count, 1))}
    return not (equal and len(wrongs) <= 1 and wrongs <= plain_wrongs)


def _read_truth(simple: Simple) -> Read:
    notes = [answer.feedback for answer in simple.answers if answer.feedback]
    explanation = "\n".join(filter(None, [simple.feedback, *notes]))
    answer = "" if simple.right is None else "对" if simple.right else "错"
    columns = {"kind": label_of("true_false"), "answer": answer, "explanation": explanation}
    return columns, []


def _read_text(simple: Simple) -> Read:
    right = [answer for answer in simple.answers if answer.worth == 1] or simple.answers
    told = []
    if len(right) < len(simple.answers):
        told.append(str(_("只得部分分数的答案没有导入。")))
    if any("*" in answer.text for answer in right):
        told.append(
            str(_("答案里的 * 在原系统里表示任意文字，这里没有这种写法，请改成具体的答案。"))
        )
    stem = simple.stem if BLANK in simple.stem else f"{simple.stem}{BLANK}"
    notes = [answer.feedback for answer in simple.answers if answer.feedback]
    return {
        "kind": label_of("fill_blank"),
        "stem": stem,
        "answer": cell_of([list(dict.fromkeys(answer.text for answer in right))]),
        "explanation": "\n".join(filter(None, [simple.feedback, *notes])),
    }, told


def _read_number(simple: Simple) -> Read:
    rows = [
        (
            f"{answer.text} ± {written(answer.tolerance)}" if answer.tolerance else answer.text,
            "" if answer.worth == 1 else written(answer.worth),
        )
        for answer in simple.answers
        if answer.worth > 0
    ]
    notes = [answer.feedback for answer in simple.answers if answer.feedback]
    return {
        "kind": label_of("numeric"),
        "answer": cell_of(rows),
        "unit": cell_of(
            (name, "" if not place else written(factor))
            for place, (name, factor) in enumerate(simple.units)
        ),
        "explanation": "\n".join(filter(None, [simple.feedback, *notes])),
    }, []


def _read_pairs(simple: Simple) -> Read:
    return {"kind": label_of("matching"), "pairs": cell_of(simple.pairs)}, []


def _read_order(simple: Simple) -> Read:
    columns = {letter: a.text for letter, a in zip(OPTIONS, simple.answers, strict=False)}
    columns |= {"kind": label_of("ordering"), "answer": "".join(columns)}
    return columns, []


def _read_essay(simple: Simple) -> Read:
    told = [str(_("没有评分标准，先按答案的要点列了几条，各占一份；请在导入后检查。"))]
    return {
        "kind": label_of("short_answer"),
        "answer": simple.feedback,
        "criteria": criteria_from(simple.feedback),
        "explanation": "",
    }, told


def _read_cloze(simple: Simple) -> Read:
    return {
        "kind": label_of("fill_blank"),
        "answer": cell_of(simple.gaps),
    }, []


READ: dict[str, Any] = {
    CHOICE: _read_choice,
    TRUTH: _read_truth,
    TEXT: _read_text,
    NUMBER: _read_number,
    PAIRS: _read_pairs,
    ORDER: _read_order,
    ESSAY: _read_essay,
    CLOZE: _read_cloze,
}


def near(text: str) -> Fraction | None:
    """A percentage as the fraction it stands for: 33.33333 is a third; None for no number."""
    try:
        value = Fraction(text.strip()) / 100
    except (ValueError, ZeroDivisionError):
        return None
    simple = value.limit_denominator(20)
    return simple if abs(simple - value) < Fraction(1, 10_000) else value


# ---- what is lost on the way out


def losses_of(questions: Iterable[Exported], lacking: Mapping[str, str]) -> list[str]:
    """A sentence for each thing that another system will not have; `lacking` says it by kind.
    Our own import gets everything back as long as the file is left as it is."""
    counts: dict[str, int] = {}
    for question in questions:
        for code in _lacks(question, lacking):
            counts[code] = counts.get(code, 0) + 1
    told = [str(_(sentence)) % counts[code] for code, sentence in lacking.items() if code in counts]
    return [*told, *(str(_(text)) % counts[c] for c, text in EVERYWHERE.items() if c in counts)]


EVERYWHERE = {
    "hints": gettext_noop("%d 道题的提示只有本系统认得，别的系统里看不到。"),
    "criteria": gettext_noop("%d 道简答题的评分标准和字数要求只有本系统认得，别的系统里看不到。"),
    "keep_last": gettext_noop("%d 道题里“留在最后”的选项，别的系统可能打乱。"),
    "unit": gettext_noop("%d 道数值题的单位写法和判法只有本系统认得。"),
}


def _lacks(question: Exported, lacking: Mapping[str, str]) -> Iterator[str]:
    codes = {code.rpartition(".")[2] for code in question.columns}
    kinds = {question.kind, *(part["kind"] for part in question.body.get("parts", []))}
    if _gaps(question) > 1:
        kinds.add("several_blanks")
    yield from (kind for kind in kinds if kind in lacking)
    yield from (code for code in {**EVERYWHERE, **lacking} if code in codes)


def _gaps(question: Exported) -> int:
    keys = [question.key, *question.key.get("parts", [])]
    return max(len(key.get("blanks", [])) for key in keys)
