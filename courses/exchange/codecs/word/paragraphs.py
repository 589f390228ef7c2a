"""document.xml as paragraphs and tables, the way a reader sees them: changes accepted, lists
numbered, text boxes after the paragraph they hang on, marks of symbol fonts as signs."""

from dataclasses import dataclass, field

from django.utils.translation import gettext as _

from courses.exchange.codecs.word.names import SLOT
from courses.exchange.codecs.word.numbering import Lists, StyleTarget, whole
from courses.exchange.contract import Unreadable

UNSEEN = {
    "del",
    "moveFrom",
    "Fallback",
    "rPrChange",
    "pPrChange",
    "tblPrChange",
    "trPrChange",
    "tcPrChange",
    "sectPrChange",
    "numberingChange",
    "rt",
    "instrText",
    "delText",
}
"""Elements whose content nobody sees once changes are accepted, or sees twice."""

SYMBOLS = {
    ("wingdings", 0xFC): "√",
    ("wingdings", 0xFB): "×",
    ("wingdings", 0xFE): "√",
    ("wingdings", 0xFD): "×",
    ("wingdings 2", 0x50): "√",
    ("wingdings 2", 0x4F): "×",
    ("wingdings 2", 0x52): "√",
    ("wingdings 2", 0x51): "×",
    ("symbol", 0xB4): "×",
    ("symbol", 0xD6): "√",
}
PICTURES = {"pic", "imagedata"}
LONGEST = 20_000_000
"""Characters of a document; a book of 10,000 questions has some two million."""


@dataclass
class Paragraph:
    """One paragraph: its number in the document, text with \\n for line breaks, style, and
    whether there was a picture, a formula or an embedded document in it."""

    row: int
    pieces: list[str] = field(default_factory=list)
    style: str = ""
    list_number: str | None = None
    list_depth: int = 0
    mark: str = ""
    has_picture: bool = False
    has_formula: bool = False
    goes_on: bool = False

    @property
    def text(self) -> str:
        """The text behind its list mark."""
        text = "".join(self.pieces)
        return f"{self.mark} {text}" if self.mark and text.strip() else text


@dataclass
class Table:
    """Rows of cells of paragraphs."""

    rows: list[list[list[Paragraph]]] = field(default_factory=list)


class BodyTarget:
    """Reads document.xml; `blocks` is what the body consists of."""

    def __init__(self, lists: Lists, styles: StyleTarget) -> None:
        self.lists, self.styles = lists, styles
        self.blocks: list[Paragraph | Table] = []
        self.rows = self.length = 0
        self.hidden = 0  # depth inside something unseen
        self.open: list[Paragraph] = []
        self.tables: list[Table] = []
        self.boxed: list[Paragraph] = []
        self.last: Paragraph | None = None
        self.in_text = self.in_slot = self.underlined = False
        self.in_mark = 0  # inside the properties of a paragraph's own mark
        self.has_chunk = False

    # ---- elements

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take the beginning of an element."""
        name = tag.rpartition("}")[2]
        if self.hidden or name in UNSEEN:
            if name == "del" and self.in_mark and self.open:
                self.open[-1].goes_on = True
            self.hidden += 1
            return
        if "drawingml" in tag and name not in PICTURES:
            return
        given = {key.rpartition("}")[2]: value for key, value in attrs.items()}
        if name == "p":
            self._open_paragraph()
        elif name in {"tbl", "tr", "tc"}:
            self._open_table(name)
        elif self.open:
            self._inside(name, given)
        if name == "altChunk":
            self.has_chunk = True

    def _inside(self, name: str, given: dict[str, str]) -> None:
        paragraph = self.open[-1]
        if name == "t":
            self.in_text = True
        elif name == "r":
            self.in_slot = self.underlined = False
        elif name in {"tab", "ptab"} and not self.in_mark:
            self._write("____" if self.underlined else "\t")
        elif name in {"br", "cr"}:
            self._write("\n")
        elif name in {"noBreakHyphen", "softHyphen"}:
            self._write("-" if name == "noBreakHyphen" else "")
        elif name == "sym":
            self._write(_symbol(given))
        elif name in PICTURES:
            paragraph.has_picture = True
        elif name in {"oMath", "OLEObject"}:
            paragraph.has_formula = True
        else:
            self._property(name, given, paragraph)

    def _property(self, name: str, given: dict[str, str], paragraph: Paragraph) -> None:
        value = given.get("val", "")
        if name == "pPr":
            self.in_mark += 1
        elif name == "pStyle":
            paragraph.style = self.styles.known_as(value)
        elif name == "numId":
            paragraph.list_number = value
        elif name == "ilvl":
            paragraph.list_depth = whole(value)
        elif name == "rStyle":
            self.in_slot = self.styles.known_as(value) == SLOT
        elif name == "u":
            self.underlined = value not in {"none", "0"}

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        name = tag.rpartition("}")[2]
        if self.hidden:
            self.hidden -= 1
            return
        if "drawingml" in tag:
            return
        if name == "t":
            self.in_text = False
        elif name == "r":
            self.in_slot = self.underlined = False
        elif name == "pPr" and self.in_mark:
            self.in_mark -= 1
        elif name == "p" and self.open:
            self._close_paragraph()
        elif name == "tbl" and self.tables:
            table = self.tables.pop()
            if not self.tables and not self.open:
                self.blocks.append(table)

    def data(self, text: str) -> None:
        """Take text; only that of runs counts."""
        if self.in_text and not self.hidden and self.open:
            blank = self.underlined and len(text) > 1 and not text.strip()
            self._write("____" if blank else text)

    def _write(self, text: str) -> None:
        if self.in_slot or not self.open:
            return
        self.length += len(text)
        if self.length > LONGEST:
            raise Unreadable(str(_("这份文档的文字太多，请分成几个文件再来。")), "too_large")
        self.open[-1].pieces.append(text)

    # ---- paragraphs and tables

    def _open_paragraph(self) -> None:
        self.rows += 1
        self.open.append(Paragraph(self.rows))
        self.in_text, self.in_mark = False, 0

    def _close_paragraph(self) -> None:
        paragraph = self.open.pop()
        self._number(paragraph)
        if self.open:  # a text box: after the paragraph it hangs on
            self.boxed.append(paragraph)
            return
        before = self.last
        if before is not None and before.goes_on:
            before.pieces.append("".join(paragraph.pieces))
            before.goes_on = paragraph.goes_on
            before.has_picture |= paragraph.has_picture
        else:
            self._place(paragraph)
            self.last = paragraph
        for boxed in self.boxed:
            self._place(boxed)
        self.boxed = []

    def _number(self, paragraph: Paragraph) -> None:
        number, depth = paragraph.list_number, paragraph.list_depth
        if number is None:
            number, depth = self.styles.list_of(paragraph.style)
        if number and number != "0" and (paragraph.pieces or paragraph.has_picture):
            paragraph.mark = self.lists.next_mark(number, depth)

    def _place(self, paragraph: Paragraph) -> None:
        if self.tables:
            rows = self.tables[0].rows
            if rows and rows[-1]:
                rows[-1][-1].append(paragraph)
        else:
            self.blocks.append(paragraph)

    def _open_table(self, name: str) -> None:
        self.last = None
        if name == "tbl":
            self.tables.append(Table())
        elif self.tables and len(self.tables) == 1:  # a table in a cell is text of that cell
            if name == "tr":
                self.tables[0].rows.append([])
            elif self.tables[0].rows:
                self.tables[0].rows[-1].append([])


def _symbol(given: dict[str, str]) -> str:
    """A sign of a symbol font; its place in the font is its code, above 0xF000 or not."""
    try:
        code = int(given.get("char", "")[:8], 16)
    except ValueError:
        return ""
    own = code - 0xF000 if code >= 0xF000 else code
    return SYMBOLS.get((given.get("font", "").casefold(), own), "")
