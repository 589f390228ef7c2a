"""HTML and Markdown of strangers as our plain text: nothing of it is ever shown as HTML.

One pass from left to right, each sign looked at once, so that no input takes longer than its
length (the standard library's HTML parser does not promise that).
"""

import html
import re
from dataclasses import dataclass, field

from markdown_it import MarkdownIt

BLOCKS = {"p", "div", "br", "tr", "ul", "ol", "table", "h1", "h2", "h3", "h4", "h5", "h6", "pre"}
BLOCKS |= {"blockquote", "section", "article", "dl", "dt", "dd", "hr", "thead", "tbody"}
DROPPED = {"script", "style", "head", "title", "template", "noscript", "iframe", "object", "svg"}
PICTURES = {"img", "video", "audio", "embed", "object", "iframe", "svg", "source"}
NAME = re.compile(r"/?([a-zA-Z][a-zA-Z0-9]{0,19})")
ALT = re.compile(r"\balt\s{0,3}=\s{0,3}(?:\"([^\"]{0,200})\"|'([^']{0,200})')")
LONGEST_MARKDOWN = 50_000


@dataclass
class _Text:
    """Text as it grows; lists know whether they count."""

    pieces: list[str] = field(default_factory=list)
    lists: list[int] = field(default_factory=list)
    pictures: int = 0

    def take(self, name: str, inside: str, *, closing: bool) -> None:
        """What a tag means for the text."""
        if name in {"ul", "ol"}:
            if not closing:
                self.lists.append(0 if name == "ol" else -1)
            elif self.lists:
                self.lists.pop()
        if name == "li" and not closing:
            self.pieces.append("\n" + self._mark())
        elif name in BLOCKS:
            self.pieces.append("\n")
        elif name in {"td", "th"} and closing:
            self.pieces.append("\t")
        if name in PICTURES and not closing:
            self.pictures += 1
            alt = ALT.search(inside[:2000])
            if alt and (said := (alt[1] or alt[2] or "").strip()):
                self.pieces.append(f"[{html.unescape(said)}]")

    def _mark(self) -> str:
        if not self.lists or self.lists[-1] < 0:
            return "· "
        self.lists[-1] += 1
        return f"{self.lists[-1]}. "


def text_of_html(source: str) -> tuple[str, int]:
    """The text people would read, lists as lines, and how many pictures or films were left out;
    what stands instead of a picture is kept in [ ]."""
    text, place = _Text(), 0
    while (start := source.find("<", place)) >= 0:
        text.pieces.append(html.unescape(_spaced(source[place:start])))
        if source.startswith("<!--", start):
            end = source.find("-->", start)
            if end < 0:
                place = len(source)
                break
            place = end + 3
            continue
        name = NAME.match(source, start + 1)
        end = source.find(">", start)
        if name is None and source[start + 1 : start + 2] not in {"!", "?"}:
            text.pieces.append("<")
            place = start + 1
            continue
        if end < 0:
            place = start
            break
        place = end + 1
        if name:
            place = _tag(source, name[1].lower(), start, end, text)
    text.pieces.append(html.unescape(_spaced(source[place:])))
    return _tidied("".join(text.pieces)), text.pictures


def _tag(source: str, name: str, start: int, end: int, text: _Text) -> int:
    """Take one tag; gives the place after it, or after all that it hides."""
    closing = source[start + 1] == "/"
    text.take(name, source[start + 1 : end], closing=closing)
    if closing or name not in DROPPED or source[end - 1] == "/":
        return end + 1
    after = re.compile(f"</{name}", re.IGNORECASE | re.ASCII).search(source, end)
    close = source.find(">", after.end()) if after else -1
    return len(source) if close < 0 else close + 1


def _spaced(text: str) -> str:
    """Line ends of the source are spaces in HTML."""
    return text.replace("\r", " ").replace("\n", " ")


def _tidied(text: str) -> str:
    lines = [" ".join(line.replace("\t", " \t ").split(" ")) for line in text.split("\n")]
    lines = [re.sub(r" {2,}", " ", line.replace("\xa0", " ")).strip() for line in lines]
    return re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()


def text_of_markdown(source: str) -> tuple[str, int]:
    """Markdown as text; very long sources are left as they are."""
    if len(source) > LONGEST_MARKDOWN:
        return source.strip(), 0
    return text_of_html(MarkdownIt("commonmark", {"html": True}).render(source))


def html_of(text: str) -> str:
    """Our plain text as HTML that says the same: one paragraph, line ends as <br>."""
    return "<p>" + "<br>".join(html.escape(line, quote=False) for line in text.split("\n")) + "</p>"
