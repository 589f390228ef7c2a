"""The service worker as it is sent: what it must know, then its script."""

import hashlib
import json
from functools import cache
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.templatetags.static import static
from django.urls import reverse

SCRIPT = "offline/sw.js"
# What the page that stands in needs. What a script imports it asks for by its plain name.
NAMED = ("css/site.css", "offline/offline.css", "offline/shelf.js", "img/icon.svg")
IMPORTED = ("offline/store.js", "offline/sync.js", "offline/words.js")
PAGES = ("app:fallback", "app:fallback_en", "app:words", "app:words_en")
TEMPLATE = Path(settings.BASE_DIR) / "training/templates/pages/app/fallback.html"


def _source(name: str) -> bytes:
    found = finders.find(name)
    if not isinstance(found, str):
        raise FileNotFoundError(name)
    return Path(found).read_bytes()


@cache
def shell() -> tuple[str, tuple[str, ...]]:
    """The name of what the worker keeps for itself, another one whenever something of it changed,
    and the addresses of its files."""
    texts = [_source(name) for name in (SCRIPT, *NAMED, *IMPORTED)]
    told = hashlib.sha256(b"\0".join([settings.VERSION.encode(), TEMPLATE.read_bytes(), *texts]))
    files = [reverse(name) for name in PAGES]
    files += [static(name) for name in NAMED]
    files += [f"{settings.STATIC_URL}{name}" for name in IMPORTED]
    return f"shell-{told.hexdigest()[:12]}", tuple(dict.fromkeys(files))


def script() -> str:
    """The whole text of /sw.js. With OFFLINE_WORKER off it is one that takes itself out."""
    name, files = shell()
    known = {"shell": name, "files": files, "off": not settings.OFFLINE_WORKER}
    return f"self.LVZHI = {json.dumps(known)};\n{_source(SCRIPT).decode()}"
