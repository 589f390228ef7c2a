"""Whether a text from an archive may stand in a page: words and links, nothing that runs."""

from html.parser import HTMLParser
from typing import Any

TAGS = frozenset(
    """
    p a b strong i em u s del br hr ul ol li h2 h3 h4 h5 h6 sup sub blockquote code embed div span
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
SCHEMES = ("http://", "https://", "mailto:", "tel:", "/", "#", "?")
ATTRIBUTES = frozenset(
    """
    href id linktype embedtype format alt class lang title target rel data-block-key url
    """.split()  # noqa: SIM905
)


class _Reader(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.bad = ""

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.bad = self.bad or f"<{tag}>"
        for name, value in attrs:
            if name not in ATTRIBUTES:
                self.bad = self.bad or name
            elif name in {"href", "url"} and not _leads_on(value or ""):
                self.bad = self.bad or str(value)

    def handle_decl(self, decl: str) -> None:
        self.bad = self.bad or decl

    def handle_pi(self, data: str) -> None:
        self.bad = self.bad or data


def _leads_on(address: str) -> bool:
    plain = "".join(sign for sign in address if sign.isprintable() and not sign.isspace()).lower()
    return plain.startswith(SCHEMES) or ":" not in plain.split("/")[0]


def what_runs(text: str) -> str:
    """The first tag, attribute or address in a text that may not be there; '' when it is sound."""
    if "<" not in text:
        return ""
    reader = _Reader()
    reader.feed(text)
    reader.close()
    return reader.bad


def runs_anywhere(value: Any) -> str:
    """The same for every text inside a JSON value."""
    if isinstance(value, str):
        return what_runs(value)
    inside = value.values() if isinstance(value, dict) else value
    if not isinstance(value, (dict, list)):
        return ""
    return next((bad for one in inside if (bad := runs_anywhere(one))), "")
