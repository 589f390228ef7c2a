"""The press: a program of its own that reads a page of HTML and writes it as a PDF.

Run apart from the site, so that a page that takes too long can be stopped, and what it takes of
the machine ends with it. It fetches nothing: the addresses it knows are the font beside it and the
pictures handed in with the page.
Input: JSON `{"html", "css", "seconds", "pictures": {address: PNG in base64}}`; output: the PDF;
exit code 3 when Pango is not there.
"""

import json
import resource
import sys
from base64 import b64decode
from collections.abc import Mapping
from pathlib import Path
from typing import Any

FONT = Path(__file__).with_name("fonts") / "NotoSansSC-Regular.ttf"
FONT_ADDRESS = "paper:font"
SHEET = Path(__file__).with_name("paper.css")
MISSING = 3
MEMORY = 1_500_000_000
"""Bytes of address space; a record takes about a fifth of it."""


def _limited(seconds: int) -> None:
    """Beyond this the system ends the process, whatever it is doing."""
    resource.setrlimit(resource.RLIMIT_CPU, (seconds, seconds + 1))
    resource.setrlimit(resource.RLIMIT_AS, (MEMORY, MEMORY))


def pressed(html: str, css: str, pictures: Mapping[str, bytes]) -> bytes:
    """The page as a tagged PDF (PDF/UA-1) with its text selectable. OSError without Pango."""
    from weasyprint import CSS, HTML
    from weasyprint.text.fonts import FontConfiguration
    from weasyprint.urls import URLFetcher, URLFetcherResponse

    class OnlyWhatIsHere(URLFetcher):
        """Refuses every address but the font's and the pictures'."""

        def fetch(self, url: str, headers: Any = None) -> URLFetcherResponse:
            if url in pictures:
                return URLFetcherResponse(url, pictures[url], {"Content-Type": "image/png"})
            if url != FONT_ADDRESS:
                raise ValueError(f"not fetched: {url}")
            return URLFetcherResponse(url, FONT.read_bytes(), {"Content-Type": "font/ttf"})

    fonts, fetcher = FontConfiguration(), OnlyWhatIsHere()
    sheets = [
        CSS(string=text, font_config=fonts, url_fetcher=fetcher)
        for text in (SHEET.read_text(encoding="utf-8"), css)
    ]
    page = HTML(string=html, url_fetcher=fetcher, base_url="paper:")
    made = page.write_pdf(stylesheets=sheets, font_config=fonts, pdf_variant="pdf/ua-1")
    return bytes(made)


def main() -> int:
    """Read, press, write."""
    asked = json.load(sys.stdin)
    _limited(int(asked["seconds"]))
    try:
        import weasyprint  # noqa: F401
    except (ImportError, OSError) as why:
        sys.stderr.write(str(why))
        return MISSING
    pictures = {name: b64decode(picture) for name, picture in asked["pictures"].items()}
    sys.stdout.buffer.write(pressed(asked["html"], asked["css"], pictures))
    return 0


if __name__ == "__main__":
    sys.exit(main())
