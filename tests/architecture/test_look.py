"""The look: size of the style sheets, what old browsers drop, contrast of the tokens, clean
markup."""

import re
from pathlib import Path

from tests.architecture.sources import ROOT

STYLES = sorted((ROOT / "training/static/css").glob("*.css"))
TEMPLATES = [
    *sorted((ROOT / "training/templates").rglob("*.html")),
    *sorted((ROOT / "courses/questions/kinds").rglob("*.html")),
    *sorted((ROOT / "courses/questions/kinds").rglob("*.jinja")),
    *sorted((ROOT / "training/templates").rglob("*.jinja")),
]
KILOBYTES = 40
LINES = 500
# Colours that carry words, and the grounds they stand on; 4.5:1 is WCAG AA for text of any size.
WORDS = ("ink", "muted", "action", "award", "link", "ok", "warn", "bad")
GROUNDS = ("paper", "card", "wash")


def rules(path: Path) -> str:
    """A style sheet without its comments."""
    return re.sub(r"/\*.*?\*/", "", path.read_text(encoding="utf-8"), flags=re.DOTALL)


def tokens(start: str) -> dict[str, str]:
    """The colours set in the first rule that begins so."""
    text = rules(ROOT / "training/static/css/site.css")
    block = text[text.index(start) :].split("}", 1)[0]
    return dict(re.findall(r"--([\w-]+): (#[0-9a-f]{3,6})", block))


def luminance(colour: str) -> float:
    """Relative luminance as WCAG defines it."""
    digits = colour[1:] if len(colour) == 7 else "".join(c * 2 for c in colour[1:])
    parts = [int(digits[i : i + 2], 16) / 255 for i in (0, 2, 4)]
    linear = [p / 12.92 if p <= 0.03928 else ((p + 0.055) / 1.055) ** 2.4 for p in parts]
    return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2]


def contrast(one: str, other: str) -> float:
    """The contrast of two colours, 1 to 21."""
    light, dark = sorted((luminance(one), luminance(other)), reverse=True)
    return (light + 0.05) / (dark + 0.05)


def test_style_sheets_are_small():
    assert sum(path.stat().st_size for path in STYLES) <= KILOBYTES * 1000
    assert not [path.name for path in STYLES if path.read_text().count("\n") > LINES]


def test_style_sheets_use_nothing_an_old_webview_drops():
    for path in STYLES:
        text = rules(path)
        assert not re.search(r"@layer|@container|@import|:has\(|:is\(|&", text), path.name
        assert not re.search(r"https?:|//", text), path.name


def test_words_are_readable_on_every_ground_of_both_themes():
    for start, least in ((":root {", 4.5), ("html[data-contrast=high] {", 10)):
        colour = tokens(start)
        assert not [
            f"{word} on {ground} {ratio:.1f}"
            for word in WORDS
            for ground in GROUNDS
            if (ratio := contrast(colour[word], colour[ground])) < least
        ]
        assert contrast(colour["on-action"], colour["action"]) >= 4.5
        assert contrast(colour["edge"], colour["card"]) >= 3


def test_templates_carry_no_style_script_or_foreign_address():
    forbidden = re.compile(
        r"""\sstyle=|<style|\son[a-z]+=["']|javascript:"""
        r"""|<script(?![^>]*\bsrc=)|(?:src|href)=["']https?:""",
        re.IGNORECASE,
    )
    assert not [
        f"{path.relative_to(ROOT)}: {found.group()}"
        for path in TEMPLATES
        if (found := forbidden.search(path.read_text(encoding="utf-8")))
    ]


def test_dates_in_words_are_told_in_the_readers_language():
    """A format with 月 or 日 in it is a text like any other: `date:_("n月j日")`."""
    fixed = re.compile(r"""date:["'][^"']*[年月日]""")
    assert not [
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES
        if fixed.search(path.read_text(encoding="utf-8"))
    ]


def test_every_component_and_block_says_what_it_takes():
    silent = [
        path.relative_to(ROOT).as_posix()
        for path in TEMPLATES
        if path.parent.name in {"components", "blocks"} or path.parent.parent.name == "kinds"
        if not path.read_text(encoding="utf-8").startswith(("{% comment %}", "{#"))
    ]
    assert not silent
