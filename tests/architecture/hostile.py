"""Forty places to which a link that says where to go next must never lead."""

import re
from urllib.parse import urlsplit

NEXT = (
    "//evil.example",
    "///evil.example",
    "////evil.example/",
    "/\\evil.example",
    "\\\\evil.example",
    "\\/\\/evil.example",
    "/\\/evil.example/",
    "//\\evil.example",
    "http://evil.example",
    "https://evil.example/",
    "HTTPS://EVIL.EXAMPLE/",
    "http:evil.example",
    "https:evil.example",
    "https:/evil.example",
    "http:///evil.example",
    "https:\\\\evil.example",
    "javascript:alert(1)",
    "JaVaScRiPt:alert(1)",
    "java\tscript:alert(1)",
    "\x01javascript:alert(1)",
    "javascript://testserver/%0aalert(1)",
    "data:text/html,<script>alert(1)</script>",
    "vbscript:msgbox(1)",
    "ftp://evil.example/",
    "https://testserver@evil.example/",
    "https://testserver:80@evil.example/",
    "//testserver@evil.example/",
    "//evil.example\\@testserver/",
    "https://testserver.evil.example/",
    "https://evil.example#testserver",
    "https://evil.example?testserver",
    "https://evil.example\\testserver",
    " //evil.example",
    "\t//evil.example",
    "\n//evil.example",
    "/\t/evil.example",
    "/\n/evil.example",
    "//evil\u3002example",
    "https://[evil.example",
    "https://testserver\r\nLocation: https://evil.example/",
)


def leads_off(location: str) -> bool:
    """Whether a browser would leave the site: it drops blanks, and reads \\ as /."""
    read = re.sub(r"[\x00-\x20]", "", location).replace("\\", "/")
    try:
        target = urlsplit(read)
    except ValueError:
        return True
    if target.scheme:
        return target.scheme not in {"http", "https"} or target.netloc != "testserver"
    return read.startswith("//")
