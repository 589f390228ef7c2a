"""An answer in words or letters, as a table prints it, becomes what a form would have stored."""

from collections.abc import Callable, Mapping
from typing import Any

from django.utils.translation import gettext as _

from courses.questions.kinds.columns import OPTIONS, letters_of
from courses.questions.kinds.matching.sheet import JOINTS
from courses.questions.kinds.true_false.sheet import judgement
from courses.questions.written import NotUnderstood

Columns = Mapping[str, str]
Payload = dict[str, Any]
BAR = "|"


def _pieces(text: str) -> list[str]:
    return [piece.strip() for piece in text.replace("\n", BAR).split(BAR)]


def _by_text(entries: list[dict[str, Any]], text: str) -> str:
    for entry in entries:
        if entry["text"].strip() == text.strip():
            return str(entry["id"])
    known = "、".join(entry["text"] for entry in entries)
    raise NotUnderstood(_("不认得“%(text)s”，可以写：%(known)s。") % {"text": text, "known": known})


def _lettered(columns: Columns, entries: list[dict[str, Any]], text: str) -> list[str]:
    """Entries named by the letters of their columns, or by their texts parted by |."""
    texts = {letter: columns[letter] for letter in OPTIONS if columns.get(letter)}
    if BAR in text or text.strip() in texts.values():
        return [_by_text(entries, piece) for piece in _pieces(text)]
    stray = [mark for mark in text.upper() if mark not in texts and mark not in " 、,，"]
    if stray:
        allowed = "".join(texts)
        told = _("没有选项“%(mark)s”，可以写的字母：%(allowed)s。")
        raise NotUnderstood(told % {"mark": stray[0], "allowed": allowed})
    return [_by_text(entries, texts[letter]) for letter in letters_of(text)]


def _options(body: Any, columns: Columns, text: str) -> Payload:
    return {"chosen": sorted(set(_lettered(columns, body["options"], text)))}


def _one_option(body: Any, columns: Columns, text: str) -> Payload:
    chosen = _lettered(columns, body["options"], text)
    if len(set(chosen)) > 1:
        raise NotUnderstood(_("单选题只能选一个。"))
    return {"chosen": chosen[:1]}


def _judgement(body: Any, columns: Columns, text: str) -> Payload:
    said = judgement(text)
    if said is None:
        raise NotUnderstood(_("判断题写对或错。"))
    return {"answer": said}


def _blanks(body: Any, columns: Columns, text: str) -> Payload:
    given, gaps = _pieces(text), str(body["stem"]).count("____")
    if len(given) > gaps:
        told = _("这题有 %(gaps)d 个空，答案却有 %(given)d 个（用 | 隔开）。")
        raise NotUnderstood(told % {"gaps": gaps, "given": len(given)})
    return {"blanks": given}


def _number(body: Any, columns: Columns, text: str) -> Payload:
    return {"value": text}


def _words(body: Any, columns: Columns, text: str) -> Payload:
    return {"text": text}


def _pairs(body: Any, columns: Columns, text: str) -> Payload:
    """左=右|左=右, or only the right texts in the order of the left ones."""
    given = _pieces(text)
    joined = [JOINTS.split(piece, maxsplit=1) for piece in given if piece]
    if all(len(pair) == 2 for pair in joined):
        pairs = {_by_text(body["left"], a): _by_text(body["right"], b) for a, b in joined if b}
        return {"pairs": pairs}
    if len(given) > len(body["left"]):
        told = _("左边有 %(rows)d 项，答案却有 %(given)d 项（用 | 隔开）。")
        raise NotUnderstood(told % {"rows": len(body["left"]), "given": len(given)})
    rows = zip(body["left"], given, strict=False)
    return {"pairs": {left["id"]: _by_text(body["right"], text) for left, text in rows if text}}


def _order(body: Any, columns: Columns, text: str) -> Payload:
    ranked = _lettered(columns, body["items"], text)
    if len(set(ranked)) < len(ranked):
        raise NotUnderstood(_("同一项排了两次。"))
    return {"ranks": {identity: place for place, identity in enumerate(ranked, start=1)}}


TAKES: tuple[
    tuple[Callable[[str, Any, Any], bool], Callable[[Any, Columns, str], Payload]], ...
] = (
    (lambda kind, body, key: kind == "single_choice", _one_option),
    (lambda kind, body, key: "options" in body, _options),
    (lambda kind, body, key: isinstance(key.get("answer"), bool), _judgement),
    (lambda kind, body, key: "blanks" in key, _blanks),
    (lambda kind, body, key: "pairs" in key, _pairs),
    (lambda kind, body, key: "order" in key, _order),
    (lambda kind, body, key: "answers" in key, _number),
)


def take(kind: str, body: Any, key: Any, columns: Columns, text: str) -> Payload:
    """The payload of an answer, empty for an empty one; raises NotUnderstood saying what to write.

    `columns` are the question's own: the letters of an answer are those of its columns.
    """
    if not text.strip():
        return {}
    reading = next((reading for fits, reading in TAKES if fits(kind, body, key)), _words)
    return reading(body, columns, text)
