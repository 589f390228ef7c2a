"""The numbers and letters of automatic lists, which stand nowhere in a document's text."""

from collections.abc import Callable
from dataclasses import dataclass, field

from courses.exchange.codecs.typed.marks import RINGS
from courses.exchange.codecs.word.names import IDENTITIES

HAN = "零一二三四五六七八九"
STEMS = "甲乙丙丁戊己庚辛壬癸"
CHINESE = {
    "chineseCounting",
    "chineseCountingThousand",
    "japaneseCounting",
    "taiwaneseCounting",
    "taiwaneseCountingThousand",
    "ideographDigital",
    "koreanDigital2",
}
ROMAN = ((10, "X"), (9, "IX"), (5, "V"), (4, "IV"), (1, "I"))
LARGEST = 9999


def chinese(number: int) -> str:
    """一 to 九十九 in words, larger ones as digits."""
    if not 0 < number < 100:
        return str(number)
    tens, ones = divmod(number, 10)
    head = "" if not tens else "十" if tens == 1 else f"{HAN[tens]}十"
    return head + (HAN[ones] if ones else "")


def _letters(number: int) -> str:
    return chr(64 + (number - 1) % 26 + 1) * ((number - 1) // 26 + 1) if number < 1000 else ""


def _roman(number: int) -> str:
    text = ""
    for worth, sign in ROMAN:
        count, number = divmod(number, worth) if number < 100 else (0, number)
        text += sign * count
    return text


def _ring(number: int) -> str:
    return RINGS[number - 1] if number <= len(RINGS) else str(number)


def _stem(number: int) -> str:
    return STEMS[number - 1] if number <= len(STEMS) else str(number)


FORMS: dict[str, Callable[[int], str]] = {
    **dict.fromkeys(CHINESE, chinese),
    **dict.fromkeys(
        ("decimalEnclosedCircle", "decimalEnclosedCircleChinese", "ideographEnclosedCircle"), _ring
    ),
    **dict.fromkeys(("ideographTraditional", "ideographZodiac"), _stem),
    "upperLetter": _letters,
    "lowerLetter": lambda number: _letters(number).lower(),
    "upperRoman": _roman,
    "lowerRoman": lambda number: _roman(number).lower(),
    "bullet": lambda number: "",
    "none": lambda number: "",
}
"""How a list counts, where it does not simply write the number."""


def shown(number: int, form: str) -> str:
    """A number as a list shows it; nothing for bullets."""
    return FORMS.get(form, str)(number) if 0 < number <= LARGEST else str(number)


@dataclass
class Level:
    """One level of a list: how it counts and what stands around its number."""

    form: str = "decimal"
    text: str = "%1."
    start: int = 1


@dataclass
class Lists:
    """numbering.xml: list → its pattern's levels; counting goes on through the document."""

    patterns: dict[str, dict[int, Level]] = field(default_factory=dict)
    pattern_of: dict[str, str] = field(default_factory=dict)
    restarts: dict[str, dict[int, int]] = field(default_factory=dict)
    counts: dict[str, dict[int, int]] = field(default_factory=dict)
    begun: set[str] = field(default_factory=set)

    def next_mark(self, number: str, depth: int) -> str:
        """The mark of the next paragraph of a list, such as 3. or （二） or C."""
        pattern = self.pattern_of.get(number)
        levels = self.patterns.get(pattern or "", {})
        level = levels.get(depth)
        if pattern is None or level is None:
            return ""
        counts = self.counts.setdefault(pattern, {})
        if number not in self.begun:
            self.begun.add(number)
            for place, start in self.restarts.get(number, {}).items():
                counts[place] = start - 1
        counts[depth] = counts.get(depth, level.start - 1) + 1
        for deeper in [place for place in counts if place > depth]:
            del counts[deeper]
        return self._text(levels, counts, level)

    def _text(self, levels: dict[int, Level], counts: dict[int, int], level: Level) -> str:
        if level.form in {"bullet", "none"}:
            return ""
        text = level.text
        for place in range(9):
            if f"%{place + 1}" in text:
                other = levels.get(place, level)
                number = counts.get(place, other.start)
                text = text.replace(f"%{place + 1}", shown(number, other.form))
        return text


class ListTarget:
    """Reads numbering.xml."""

    def __init__(self) -> None:
        self.lists = Lists()
        self.pattern = self.number = ""
        self.depth = 0
        self.override = False

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take an element; properties lie in attributes only."""
        name = tag.rpartition("}")[2]
        given = {key.rpartition("}")[2]: value for key, value in attrs.items()}
        value = given.get("val", "")
        if name == "abstractNum":
            self.pattern, self.number = given.get("abstractNumId", ""), ""
            self.lists.patterns[self.pattern] = {}
        elif name == "num":
            self.number, self.pattern = given.get("numId", ""), ""
        elif name == "abstractNumId":
            self.lists.pattern_of[self.number] = value
        elif name in {"lvl", "lvlOverride"}:
            self.depth = whole(given.get("ilvl", "0"))
            if self.pattern and name == "lvl":
                self.lists.patterns[self.pattern][self.depth] = Level()
        elif name == "startOverride" and self.number:
            self.lists.restarts.setdefault(self.number, {})[self.depth] = whole(value, 1)
        elif self.pattern:
            self._property(name, value)

    def _property(self, name: str, value: str) -> None:
        level = self.lists.patterns[self.pattern].get(self.depth)
        if level is None:
            return
        if name == "numFmt":
            level.form = value
        elif name == "lvlText":
            level.text = value[:40]
        elif name == "start":
            level.start = whole(value, 1)

    def end(self, tag: str) -> None:
        """Nothing ends that matters."""

    def data(self, text: str) -> None:
        """There is no text."""


def whole(text: str, otherwise: int = 0) -> int:
    """A small number from an attribute; strange ones count as `otherwise`."""
    return int(text) if text.isascii() and text.isdigit() and len(text) < 6 else otherwise


class StyleTarget:
    """Reads styles.xml: which styles number their paragraphs, and which are ours by name."""

    def __init__(self) -> None:
        self.own: dict[str, tuple[str, int]] = {}
        self.based: dict[str, str] = {}
        self.ours: dict[str, str] = {}
        self.style = self.number = ""
        self.depth = 0

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take an element."""
        name = tag.rpartition("}")[2]
        given = {key.rpartition("}")[2]: value for key, value in attrs.items()}
        if name == "style":
            self.style, self.number, self.depth = given.get("styleId", ""), "", 0
        elif name == "name" and (identity := IDENTITIES.get(given.get("val", ""))):
            self.ours[self.style] = identity
        elif name == "basedOn":
            self.based[self.style] = given.get("val", "")
        elif name == "ilvl":
            self.depth = whole(given.get("val", "0"))
        elif name == "numId":
            self.number = given.get("val", "")

    def end(self, tag: str) -> None:
        """A style is read: keep its list."""
        if tag.endswith("}style") and self.number and self.style:
            self.own[self.style] = (self.number, self.depth)

    def data(self, text: str) -> None:
        """There is no text."""

    def known_as(self, style: str) -> str:
        """Our identity of a style, its own for one that is not ours."""
        return self.ours.get(style, style)

    def list_of(self, style: str) -> tuple[str, int]:
        """The list a style numbers by, its own or that of a style it is based on."""
        for _step in range(10):
            if style in self.own:
                return self.own[style]
            style = self.based.get(style, "")
        return "", 0
