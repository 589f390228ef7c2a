"""Every text that people read is marked for translation and has its English.

Fails for a Chinese text without English, a translation that gettext only guessed (fuzzy), Chinese
that a template shows without `translate`, and a compiled catalogue that is not the written one.
"""

import re
import sys
from collections.abc import Iterator
from pathlib import Path

import polib

from tools import console
from tools.console import ROOT
from tools.messages import CATALOGUE, SOURCES, collect, to_compile

CHINESE = re.compile(r"[\u3400-\u9fff]")
NOT_SHOWN = re.compile(
    r"{%\s*blocktrans(?:late)?\b.*?{%\s*endblocktrans(?:late)?\s*%}"
    r"|<(?!html)(\w+)\b[^>]*\blang=\"zh[^>]*>.*?</\1>"  # says itself that it is Chinese
    r"|{%\s*comment\b.*?{%\s*endcomment\s*%}|{#.*?#}|{%.*?%}|{{.*?}}|<!--.*?-->",
    re.DOTALL,
)


def untranslated(catalogue: polib.POFile) -> Iterator[str]:
    """Texts in Chinese that an English reader would see in Chinese, or in a guessed translation."""
    for entry in catalogue:
        if entry.fuzzy:
            yield f"待确认的译文（fuzzy）：{entry.msgid!r}（{_places(entry)}）"
        elif not entry.translated() and CHINESE.search(entry.msgid):
            yield f"没有英文：{entry.msgid!r}（{_places(entry)}）"


def bare_chinese(template: Path) -> Iterator[str]:
    """Lines of a template that show Chinese which was never marked for translation."""
    text = template.read_text(encoding="utf-8")
    shown = NOT_SHOWN.sub(lambda part: "\n" * part[0].count("\n"), text)
    for number, line in enumerate(shown.splitlines(), start=1):
        if CHINESE.search(line):
            yield f"没有标记翻译：{template.relative_to(ROOT)}:{number}: {line.strip()[:60]}"


def stale_compilation() -> Iterator[str]:
    """Every committed .po whose .mo is missing or says something else."""
    for written in sorted({CATALOGUE, *ROOT.glob("locale/*/LC_MESSAGES/*.po")}):
        compiled = written.with_suffix(".mo")
        if not written.exists() or not compiled.exists():
            yield f"缺少 {written.relative_to(ROOT)} 或对应的 .mo，请运行 make messages。"
            continue
        wanted = to_compile(written).translated_entries()
        if _contents(wanted) != _contents(polib.mofile(str(compiled))):
            yield f"{compiled.relative_to(ROOT)} 与 .po 不一致，请运行 make messages。"


def _contents(entries: "list[polib.POEntry] | polib.MOFile") -> dict[object, object]:
    return {(e.msgctxt, e.msgid): (e.msgstr, tuple(e.msgstr_plural.values())) for e in entries}


def _places(entry: polib.POEntry) -> str:
    return "、".join(sorted({place for place, _ in entry.occurrences})[:3])


def main() -> None:
    """Print what is missing; the exit code says whether anything is."""
    endings = ("*.html", "*.jinja")
    templates = sorted(p for name in SOURCES for end in endings for p in (ROOT / name).rglob(end))
    missing = [*stale_compilation(), *untranslated(collect())]
    missing += [line for template in templates for line in bare_chinese(template)]
    for line in missing:
        console.say(line)
    console.say(f"译文检查：{len(missing)} 处问题。")
    sys.exit(1 if missing else 0)


if __name__ == "__main__":
    main()
