"""The page that checks signatures, as one file to be kept: program, keys and look inside, nothing
loaded from anywhere."""

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path

from django.conf import settings
from django.contrib.staticfiles import finders
from django.template.loader import render_to_string
from django.utils.html import format_html, json_script
from django.utils.safestring import SafeString, mark_safe

PROGRAM = "certificates/checking.js"
LOOK = (
    "body{font:18px/1.6 system-ui,sans-serif;max-width:40rem;margin:0 auto;padding:1rem}"
    "textarea{width:100%;font-size:16px}button{font-size:1.1rem;min-height:48px;padding:0 1.5rem}"
    "dl{display:grid;grid-template-columns:max-content 1fr;gap:.4rem 1rem}dd{margin:0}"
    ".notice{border-left:6px solid;padding:.6rem 1rem;font-weight:600}"
    ".notice--ok{color:#1d6b36}.notice--bad{color:#a3241f}.notice--warn{color:#7a5600}"
)


def _program() -> SafeString:
    found = finders.find(PROGRAM) or Path(settings.STATIC_ROOT) / PROGRAM
    # Our own file, and in it no end tag: the test looks.
    return mark_safe(Path(str(found)).read_text(encoding="utf-8"))


def as_file(*, keys: Mapping[str, str], site: str, now: datetime) -> str:
    """The file's text, with the public keys of today."""
    scripts = format_html(
        "{}\n<script>{}</script>", json_script(dict(keys), "signing-keys"), _program()
    )
    context = {
        "head": format_html("<style>{}</style>", mark_safe(LOOK)),
        "scripts": scripts,
        "site": site,
        "made_at": now,
    }
    return render_to_string("pages/certificates/offline_file.html", context)
