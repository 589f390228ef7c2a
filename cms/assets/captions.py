"""Captions: WebVTT or SRT as people have it, and WebVTT as it is stored."""

import re
from dataclasses import dataclass
from html import unescape
from typing import Any

from django.core.files.base import ContentFile
from django.utils.translation import gettext as _

from cms.assets.limits import CAPTIONS, check_ending, check_size, refused

TIME = r"(?:(\d{1,3}):)?(\d{1,2}):(\d{2})[.,](\d{3})"
TIMING = re.compile(rf"^\s*{TIME}\s*-->\s*{TIME}(?:\s.*)?$")
TAG = re.compile(r"<[^>]*>|\{\\[^}]*\}")
ENCODINGS = ("utf-8-sig", "gb18030")
MOST_CUES = 10_000
SKIPPED = ("NOTE", "STYLE", "REGION")


@dataclass(frozen=True)
class Cue:
    """Words on the screen from one moment to another, in milliseconds."""

    start: int
    end: int
    text: str


def decoded(content: bytes) -> str:
    """Text in UTF-8, UTF-16 or GB18030; ValidationError when it is none of these."""
    if content.startswith((b"\xff\xfe", b"\xfe\xff")):
        return content.decode("utf-16", errors="replace")
    for encoding in ENCODINGS:
        try:
            return content.decode(encoding)
        except UnicodeDecodeError:
            continue
    raise refused("encoding", _("认不出字幕文件的编码。请用记事本另存为 UTF-8 后再上传。"))


def _milliseconds(hours: str | None, minutes: str, seconds: str, thousandths: str) -> int:
    whole = int(hours or 0) * 3600 + int(minutes) * 60 + int(seconds)
    return whole * 1000 + int(thousandths)


def _blocks(text: str) -> list[tuple[int, list[str]]]:
    """Paragraphs with the number of their first line."""
    found: list[tuple[int, list[str]]] = []
    lines: list[str] = []
    for number, line in enumerate([*text.splitlines(), ""], start=1):
        if line.strip():
            lines.append(line)
        elif lines:
            found.append((number - len(lines), lines))
            lines = []
    return found


def _cue(number: int, lines: list[str]) -> Cue | None:
    """The cue of a paragraph; None for headers and notes."""
    if lines[0].startswith("WEBVTT") or lines[0].split(" ")[0] in SKIPPED:
        return None
    place = next((n for n, line in enumerate(lines[:2]) if "-->" in line), None)
    if place is None:
        raise refused("no_timing", _("字幕第 %d 行附近没有时间，请检查。") % number)
    match = TIMING.match(lines[place])
    if match is None:
        raise refused("bad_timing", _("字幕第 %d 行的时间写得不对，请检查。") % (number + place))
    start, end = _milliseconds(*match.groups()[:4]), _milliseconds(*match.groups()[4:])
    if end <= start:
        raise refused("backwards", _("字幕第 %d 行的结束早于开始，请检查。") % (number + place))
    words = [unescape(TAG.sub("", line)).strip() for line in lines[place + 1 :]]
    return Cue(start, end, "\n".join(word for word in words if word))


def cues_of(text: str) -> list[Cue]:
    """The cues of WebVTT or SRT text in order; ValidationError names the line that is wrong."""
    text = text.replace("\0", "").replace("\r\n", "\n").replace("\r", "\n")
    found = [cue for number, lines in _blocks(text) if (cue := _cue(number, lines)) and cue.text]
    if not found:
        raise refused("no_cues", _("文件里没有字幕。请换一个 WebVTT（.vtt）或 SRT（.srt）文件。"))
    if len(found) > MOST_CUES:
        raise refused("too_many_cues", _("字幕太多，最多一万条。请分成几段录制。"))
    return sorted(found, key=lambda cue: (cue.start, cue.end))


def _moment(at: int) -> str:
    seconds, thousandths = divmod(at, 1000)
    minutes, seconds = divmod(seconds, 60)
    hours, minutes = divmod(minutes, 60)
    return f"{hours:02}:{minutes:02}:{seconds:02}.{thousandths:03}"


def webvtt(cues: list[Cue]) -> str:
    """Plain WebVTT: words and times, no markup that could be anything else."""
    lines = ["WEBVTT", ""]
    for cue in cues:
        words = cue.text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")
        lines += [f"{_moment(cue.start)} --> {_moment(cue.end)}", words, ""]
    return "\n".join(lines)


def spoken(cues: list[Cue]) -> str:
    """The words of the captions as paragraphs: a new one after a silence of two seconds."""
    paragraphs: list[str] = []
    before: Cue | None = None
    for cue in cues:
        words = cue.text.replace("\n", " ")
        if before is None or cue.start - before.end > 2000:
            paragraphs.append(words)
        else:
            glue = " " if words[:1].isascii() and paragraphs[-1][-1:].isascii() else ""
            paragraphs[-1] += f"{glue}{words}"
        before = cue
    return "\n".join(paragraphs)


def tidied(file: Any, name: str) -> ContentFile:
    """Captions as WebVTT in UTF-8; ValidationError, naming the line, for what is not captions."""
    check_ending(name, CAPTIONS)
    check_size(file, "captions")
    file.seek(0)
    text = webvtt(cues_of(decoded(file.read())))
    return ContentFile(text.encode(), name=f"{name.rpartition('.')[0] or 'captions'}.vtt")
