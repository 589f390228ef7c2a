"""Questions of every kind as body and key, and answers to them, for laws that hold for all."""

from collections.abc import Callable
from typing import Any

from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.strategies import SearchStrategy

from courses.questions.kinds.fill_blank.marking import BLANK
from courses.questions.kinds.registry import FOLDERS
from courses.questions.tokens import derived

law = settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.too_slow])
"""Nine kinds times many laws: few examples of each keep the suite short, every run draws others."""

Pair = tuple[dict[str, Any], dict[str, Any]]

# Letters, numerals, and everything that means something in a sheet or a plain text.
SIGNS = "代表议案人民群众联名十三二五年个月第条一aB7 |\\\n；;：:、.．。（）()【】《》=→—±%/-_"
plain_text = st.text(alphabet=SIGNS, max_size=14).map(str.strip)
filled = plain_text.filter(lambda text: bool(text) and BLANK not in text)
words = st.text(alphabet="甲乙丙丁戊己庚辛壬癸子丑寅卯", min_size=1, max_size=4)


def texts(least: int, most: int) -> SearchStrategy[list[str]]:
    return st.lists(filled, min_size=least, max_size=most, unique=True)


def _common(draw: Any, stem: str | None = None) -> Pair:
    key: dict[str, Any] = {"explanation": draw(plain_text)}
    if hints := draw(texts(0, 3)):
        key["hints"] = hints
    return {"stem": stem or draw(filled), "fiction": draw(st.booleans())}, key


def _options(draw: Any, most_right: int | None) -> Pair:
    body, key = _common(draw)
    shown = draw(texts(2, 10))
    ids = [derived("option", text) for text in shown]
    body["options"] = [
        {"id": i, "text": text, "keep_last": draw(st.booleans())}
        for i, text in zip(ids, shown, strict=True)
    ]
    count = most_right or len(ids) - 1
    right = draw(st.lists(st.sampled_from(ids), min_size=1, max_size=count, unique=True))
    key["right"] = sorted(right)
    key["why"] = draw(st.dictionaries(st.sampled_from(ids), filled, max_size=3))
    return body, key


@st.composite
def single_choice(draw: Any) -> Pair:
    body, key = _options(draw, 1)
    if draw(st.booleans()):
        lesser = st.sampled_from(["0", "0.5", "-0.25", "0.99"])
        key["fractions"] = {
            o["id"]: "1" if o["id"] in key["right"] else draw(lesser) for o in body["options"]
        }
    return body, key


@st.composite
def multiple_choice(draw: Any) -> Pair:
    body, key = _options(draw, None)
    if draw(st.booleans()):
        key["fractions"] = {
            o["id"]: draw(st.sampled_from(["0.1", "0.05"])) if o["id"] in key["right"] else "-1"
            for o in body["options"]
        }
    return body, key


@st.composite
def true_false(draw: Any) -> Pair:
    body, key = _common(draw)
    return body, {**key, "answer": draw(st.booleans())}


@st.composite
def fill_blank(draw: Any) -> Pair:
    count = draw(st.integers(1, 5))
    pieces = [draw(plain_text.map(lambda t: t.replace("_", ""))) for _n in range(count)]
    body, key = _common(draw, f"填{BLANK.join([*pieces, '。'])}")
    alike = filled.filter(lambda text: any(c.isalnum() for c in text))
    key["blanks"] = [
        draw(st.lists(alike, min_size=1, max_size=3, unique=True)) for _n in range(count)
    ]
    return body, key


numbers = st.sampled_from(["24", "0.6", "2/3", "-3.5", "12000", "1", "100000000"])


@st.composite
def numeric(draw: Any) -> Pair:
    body, key = _common(draw)
    units = [{"name": "万元", "factor": "1", "spellings": draw(st.sampled_from([[], ["萬圓"]]))}]
    units += [{"name": "公顷", "factor": "15", "spellings": []}]
    key["units"] = units[: draw(st.integers(0, 2))]
    body["unit_rule"] = (
        draw(st.sampled_from(["optional", "required", "half"])) if key["units"] else "optional"
    )
    rows = draw(st.lists(numbers, min_size=1, max_size=3, unique=True))
    key["answers"] = [
        {
            "value": value,
            "tolerance": draw(st.sampled_from(["0", "0.01", "0.5"])),
            "relative": False,
            "fraction": "1" if not place else draw(st.sampled_from(["0.5", "1", "0.25"])),
        }
        for place, value in enumerate(rows)
    ]
    for row in key["answers"]:
        row["relative"] = row["tolerance"] != "0" and draw(st.booleans())
    return body, key


@st.composite
def matching(draw: Any) -> Pair:
    body, key = _common(draw)
    lefts, rights = draw(texts(2, 6)), draw(texts(2, 6))
    partners = [derived("right", text) for text in rights]
    chosen = [*partners[:2], *(draw(st.sampled_from(partners)) for _text in lefts[2:])]
    ids = [derived("left", text) for text in lefts]
    body["left"] = [{"id": i, "text": text} for i, text in zip(ids, lefts, strict=True)]
    body["right"] = sorted(
        ({"id": i, "text": text} for i, text in zip(partners, rights, strict=True)),
        key=lambda entry: entry["id"],
    )
    return body, {**key, "pairs": dict(zip(ids, chosen, strict=True))}


@st.composite
def ordering(draw: Any) -> Pair:
    body, key = _common(draw)
    entries = [{"id": derived("entry", text), "text": text} for text in draw(texts(3, 7))]
    body["items"] = sorted(entries, key=lambda entry: entry["id"])
    return body, {**key, "order": [entry["id"] for entry in entries]}


@st.composite
def short_answer(draw: Any) -> Pair:
    body, key = _common(draw)
    body |= {"shortest": draw(st.integers(0, 50)), "longest": draw(st.integers(50, 900))}
    key["model_answer"] = draw(plain_text)
    key["criteria"] = [
        {
            "id": derived("criterion", text),
            "text": text,
            "full": draw(plain_text),
            "partial": draw(plain_text),
            "weight": draw(st.integers(1, 9)),
        }
        for text in draw(texts(1, 4))
    ]
    return body, key


SIMPLE: dict[str, SearchStrategy[Pair]] = {
    "single_choice": single_choice(),
    "multiple_choice": multiple_choice(),
    "true_false": true_false(),
    "fill_blank": fill_blank(),
    "numeric": numeric(),
    "matching": matching(),
    "ordering": ordering(),
    "short_answer": short_answer(),
}


@st.composite
def case_group(draw: Any) -> Pair:
    body, key = _common(draw)
    body["parts"], key["parts"] = [], []
    for number in range(1, draw(st.integers(2, 4))):
        kind = draw(st.sampled_from(FOLDERS))
        part_body, part_key = draw(SIMPLE[kind])
        del part_body["fiction"]
        part = {"id": derived("part", number, part_body["stem"]), "kind": kind, "body": part_body}
        weight = draw(st.integers(1, 3))
        body["parts"].append(part if weight == 1 else {**part, "weight": weight})
        key["parts"].append(part_key)
    return body, key


EVERY: dict[str, SearchStrategy[Pair]] = {**SIMPLE, "case_group": case_group()}


def _choices(body: Any, key: Any) -> SearchStrategy[Any]:
    ids = st.sampled_from([option["id"] for option in body["options"]])
    chosen = st.lists(ids, unique=True).map(sorted) | st.just(list(key["right"]))
    return st.fixed_dictionaries({"chosen": chosen})


def _judgements(body: Any, key: Any) -> SearchStrategy[Any]:
    return st.fixed_dictionaries({"answer": st.sampled_from([True, False, None])})


def _blanks(body: Any, key: Any) -> SearchStrategy[Any]:
    blanks = [st.sampled_from([*accepted, "", "别的"]) for accepted in key["blanks"]]
    return st.fixed_dictionaries({"blanks": st.tuples(*blanks).map(list)})


def _values(body: Any, key: Any) -> SearchStrategy[Any]:
    values = [answer["value"] for answer in key["answers"]]
    said = [*values, *(f"{v}万元" for v in values), "", "9", "九", "3公顷"]
    return st.fixed_dictionaries({"value": st.sampled_from(said)})


def _pairs(body: Any, key: Any) -> SearchStrategy[Any]:
    lefts = st.sampled_from([left["id"] for left in body["left"]])
    rights = st.sampled_from([right["id"] for right in body["right"]])
    return st.fixed_dictionaries({"pairs": st.dictionaries(lefts, rights)})


def _ranks(body: Any, key: Any) -> SearchStrategy[Any]:
    ids = st.sampled_from([entry["id"] for entry in body["items"]])
    places = st.integers(1, len(body["items"]))
    return st.fixed_dictionaries({"ranks": st.dictionaries(ids, places)})


def _texts(body: Any, key: Any) -> SearchStrategy[Any]:
    return st.fixed_dictionaries({"text": plain_text})


def _answers(body: Any, key: Any) -> SearchStrategy[Any]:
    parts = zip(body["parts"], key["parts"], strict=True)
    answers = [payloads(part["kind"], part["body"], part_key) for part, part_key in parts]
    return st.fixed_dictionaries({"parts": st.tuples(*answers).map(list)})


PAYLOADS: dict[str, Callable[[Any, Any], SearchStrategy[Any]]] = {
    "single_choice": _choices,
    "multiple_choice": _choices,
    "true_false": _judgements,
    "fill_blank": _blanks,
    "numeric": _values,
    "matching": _pairs,
    "ordering": _ranks,
    "short_answer": _texts,
    "case_group": _answers,
}


def payloads(kind: str, body: dict[str, Any], key: dict[str, Any]) -> SearchStrategy[Any]:
    """Answers as a form could have sent them, right and wrong ones."""
    return PAYLOADS[kind](body, key)


def _whole(body: Any, key: Any) -> dict[str, Any]:
    parts = zip(body["parts"], key["parts"], strict=True)
    return {"parts": [perfect(part["kind"], part["body"], part_key) for part, part_key in parts]}


def _right_value(body: Any, key: Any) -> dict[str, Any]:
    unit = key["units"][0]["name"] if key["units"] else ""
    return {"value": key["answers"][0]["value"] + unit}


PERFECT: dict[str, Callable[[Any, Any], dict[str, Any]]] = {
    "single_choice": lambda body, key: {"chosen": list(key["right"])},
    "multiple_choice": lambda body, key: {"chosen": list(key["right"])},
    "true_false": lambda body, key: {"answer": key["answer"]},
    "fill_blank": lambda body, key: {"blanks": [accepted[0] for accepted in key["blanks"]]},
    "numeric": _right_value,
    "matching": lambda body, key: {"pairs": dict(key["pairs"])},
    "ordering": lambda body, key: {"ranks": {i: n for n, i in enumerate(key["order"], start=1)}},
    "short_answer": lambda body, key: {"text": "写了"},
    "case_group": _whole,
}


def perfect(kind: str, body: dict[str, Any], key: dict[str, Any]) -> dict[str, Any]:
    """The answer that is entirely right; for a short answer one that says something."""
    return PERFECT[kind](body, key)


def _sent_parts(shown: Any, name: str) -> dict[str, list[str]]:
    sent: dict[str, list[str]] = {}
    for part in shown["parts"]:
        sent |= posted(part["shown"], f"{name}.{part['number']}")
    return sent


SENT: dict[str, Callable[[Any, str], dict[str, list[str]]]] = {
    "options": lambda shown, name: {
        name: [o["token"] for o in shown["options"] if o.get("ticked")]
    },
    "blanks": lambda shown, name: {
        f"{name}-{blank['number']}": [blank["text"]] for blank in shown["blanks"]
    },
    "rows": lambda shown, name: {
        f"{name}-{row['token']}": [row["chosen"]] for row in shown["rows"]
    },
    "entries": lambda shown, name: {
        f"{name}-{entry['token']}": [str(entry["rank"] or "")] for entry in shown["entries"]
    },
    "parts": _sent_parts,
    "answer": lambda shown, name: {
        name: {True: ["true"], False: ["false"], None: []}[shown["answer"]]
    },
    "value": lambda shown, name: {name: [shown["value"]]},
    "text": lambda shown, name: {name: [shown["text"]]},
}


def posted(shown: dict[str, Any], name: str) -> dict[str, list[str]]:
    """What a browser sends of a presented question, as it is filled in."""
    return next(send(shown, name) for place, send in SENT.items() if place in shown)
