"""`make messages`: collect the texts of the site for the English catalogue, and compile.

The collecting is done in a copy of the code, so that nothing of the environment, the tests or the
uploads is ever read as our text.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

import polib

from tools import console, machine
from tools.console import ROOT

CATALOGUE = ROOT / "locale" / "en" / "LC_MESSAGES" / "django.po"
SOURCES = ("cms", "courses", "training")


def collect() -> polib.POFile:
    """The catalogue as it would be now: today's texts, with the translations that we have."""
    if machine.GETTEXT.path() is None:
        raise FileNotFoundError(machine.GETTEXT.how_to_install())
    with tempfile.TemporaryDirectory(prefix="lvzhi-messages-") as folder:
        copy = Path(folder)
        for name in SOURCES:
            shutil.copytree(ROOT / name, copy / name, ignore=shutil.ignore_patterns("__pycache__"))
        for name in ("manage.py", "VERSION"):
            shutil.copy(ROOT / name, copy / name)
        target = copy / CATALOGUE.relative_to(ROOT)
        target.parent.mkdir(parents=True)
        if CATALOGUE.exists():
            shutil.copy(CATALOGUE, target)
        command = [sys.executable, "manage.py", "makemessages", "--locale=en", "--no-obsolete"]
        command += ["--add-location=file", "--no-wrap", "--extension=html,txt,py,jinja"]
        settings = {"DJANGO_SETTINGS_MODULE": "training.settings.test", "VAR_DIR": folder}
        subprocess.run(command, cwd=copy, check=True, env={**os.environ, **settings})
        return polib.pofile(str(target), wrapwidth=0)


def to_compile(written: Path) -> polib.POFile:
    """A catalogue as it is compiled. In Chinese our own texts are their own translation: found at
    once, where a missing one would be looked for in every catalogue of every application."""
    catalogue = polib.pofile(str(written), wrapwidth=0)
    if written.parent.parent.name != "zh_Hans":
        return catalogue
    known = {(entry.msgctxt, entry.msgid) for entry in catalogue}
    for entry in polib.pofile(str(CATALOGUE)):
        if (entry.msgctxt, entry.msgid) not in known:
            catalogue.append(_itself(entry))
    return catalogue


def _itself(entry: polib.POEntry) -> polib.POEntry:
    """A Chinese text as its own translation; Chinese has one form for any number."""
    told = {"msgid": entry.msgid, "msgctxt": entry.msgctxt}
    if not entry.msgid_plural:
        return polib.POEntry(**told, msgstr=entry.msgid)
    plural = {0: entry.msgid_plural}
    return polib.POEntry(**told, msgid_plural=entry.msgid_plural, msgstr_plural=plural)


def main() -> None:
    """Write the English catalogue, compile every one, and say what is still to be translated."""
    catalogue = collect()
    CATALOGUE.parent.mkdir(parents=True, exist_ok=True)
    catalogue.save(str(CATALOGUE))
    for written in ROOT.glob("locale/*/LC_MESSAGES/*.po"):
        to_compile(written).save_as_mofile(str(written.with_suffix(".mo")))
    open_ones = len(catalogue.untranslated_entries()) + len(catalogue.fuzzy_entries())
    console.say(f"英文目录已更新：{len(catalogue)} 条，其中 {open_ones} 条还没有译文。")


if __name__ == "__main__":
    main()
