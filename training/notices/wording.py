"""Filling a template's fields, finding mistakes in it, and counting text messages. Pure."""

import re
from collections.abc import Mapping
from dataclasses import dataclass

from training.notices.kinds import COMMON, KINDS, Field, NoticeKind

FIELD = re.compile(r"\{\s*([^{}]*?)\s*\}")
OPTIONAL = re.compile(r"\[([^\[\]]*)\]")
BRACES = str.maketrans("｛｝［］", "{}[]")
# Signs that a text message holds: one alone, and each part of a longer one.
ONE_MESSAGE, EACH_PART = 70, 67


@dataclass(frozen=True)
class Words:
    """The texts of a notice, as templates or filled in."""

    title: str
    body: str
    sms: str
    title_en: str
    body_en: str


TEXTS = ("title", "body", "sms", "title_en", "body_en")


def default_words(kind: NoticeKind) -> Words:
    """The words that come with a kind."""
    return Words(*(getattr(kind, name) for name in TEXTS))


def fields_of(kind: NoticeKind) -> tuple[Field, ...]:
    """Every field that a template of a kind may name."""
    return (*kind.fields, *COMMON)


def names_in(template: str) -> list[str]:
    """The fields a template names, in their order."""
    return [found.strip() for found in FIELD.findall(template.translate(BRACES))]


def unknown_in(template: str, kind: NoticeKind) -> list[str]:
    """What a template names that its kind does not know."""
    known = {name for field in fields_of(kind) for name in (field.key, field.label)}
    return [name for name in dict.fromkeys(names_in(template)) if name not in known]


def unbalanced(template: str) -> bool:
    """Whether a brace or a square bracket stands alone."""
    left = OPTIONAL.sub("", FIELD.sub("", template.translate(BRACES)))
    return any(sign in left for sign in "{}[]")


def fill(template: str, values: Mapping[str, str]) -> str:
    """The template with its fields filled in; a field without a value is left empty, and so is a
    part between square brackets that names one."""

    def value(found: re.Match[str]) -> str:
        return values.get(found[1], "")

    def part(found: re.Match[str]) -> str:
        names = FIELD.findall(found[1])
        return FIELD.sub(value, found[1]) if all(values.get(name) for name in names) else ""

    pieces, end = [], 0
    text = template.translate(BRACES)
    # Filled piece by piece, so that brackets inside a value are never taken for the template's.
    for found in OPTIONAL.finditer(text):
        pieces += [FIELD.sub(value, text[end : found.start()]), part(found)]
        end = found.end()
    pieces.append(FIELD.sub(value, text[end:]))
    return "".join(pieces).strip()


def values_of(
    kind: NoticeKind, about: Mapping[str, str], *, english: bool = False
) -> dict[str, str]:
    """The values by key and by label; English ones where they were given and are wanted."""
    values = {}
    for field in fields_of(kind):
        told = str(about.get(field.key, "") or "")
        if english:
            told = str(about.get(f"{field.key}_en", "") or told)
        values[field.key] = values[field.label] = told
    return values


def filled(words: Words, kind: NoticeKind, about: Mapping[str, str]) -> Words:
    """The words with everything filled in."""
    chinese, english = values_of(kind, about), values_of(kind, about, english=True)
    return Words(
        title=fill(words.title, chinese),
        body=fill(words.body, chinese),
        sms=fill(words.sms, chinese),
        title_en=fill(words.title_en, english),
        body_en=fill(words.body_en, english),
    )


def sample_of(kind: NoticeKind) -> dict[str, str]:
    """Values to try a template with."""
    return {field.key: field.sample for field in fields_of(kind)}


def parts_of(sms: str) -> int:
    """How many messages a text takes on the phone network; nothing for no text."""
    # Signs beyond the basic plane take two places on the network.
    length = sum(2 if ord(sign) > 0xFFFF else 1 for sign in sms)
    if length <= ONE_MESSAGE:
        return 1 if length else 0
    return -(-length // EACH_PART)


def known_kind(key: str) -> NoticeKind:
    """The kind by its key; raises KeyError, naming where kinds are kept, for another."""
    if key not in KINDS:
        raise KeyError(f"{key}: no such kind in training/notices/kinds.py")
    return KINDS[key]
