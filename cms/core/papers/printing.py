"""One way to make a PDF: text in, bytes out, in its own process and within a time limit."""

import json
import logging
import subprocess
import sys
from base64 import b64encode
from collections.abc import Mapping

from cms.core.papers import press
from cms.core.papers.errors import PaperRefused

log = logging.getLogger("cms.papers")
SECONDS = 20
"""A record of five pages takes about one."""


def pdf(
    html: str,
    *,
    css: str = "",
    seconds: int = SECONDS,
    pictures: Mapping[str, bytes] | None = None,
) -> bytes:
    """The HTML as an A4 PDF in the look of paper.css, `css` added; PaperRefused says why not.

    Scripts do not run, and nothing is fetched: no file, no address of the network, no picture but
    those handed in (PNG, by an address `paper:…` that the HTML names).
    """
    drawn = {name: b64encode(picture).decode() for name, picture in (pictures or {}).items()}
    asked = json.dumps({"html": html, "css": css, "seconds": seconds, "pictures": drawn})
    try:
        made = subprocess.run(  # noqa: S603 - our own program; the text goes in as its input
            [sys.executable, "-I", press.__file__],
            input=asked.encode(),
            capture_output=True,
            timeout=seconds,
            check=False,
        )
    except subprocess.TimeoutExpired:
        log.error("a paper took more than %s seconds", seconds)
        raise PaperRefused("slow") from None
    if made.returncode == press.MISSING:
        log.error("no PDF: %s", made.stderr.decode(errors="replace")[-500:])
        raise PaperRefused("missing")
    if made.returncode or not made.stdout.startswith(b"%PDF"):
        log.error("no PDF (%s): %s", made.returncode, made.stderr.decode(errors="replace")[-2000:])
        raise PaperRefused("failed")
    return made.stdout
