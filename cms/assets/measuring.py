"""Video and audio as they are taken: what a file is, how long, and whether phones can play it."""

from dataclasses import dataclass
from typing import Any

from django.utils.translation import gettext as _
from tinytag import TinyTag

from cms.assets.boxes import Movie, NotAMovie, read_movie
from cms.assets.limits import AUDIO, VIDEO, check_ending, check_size, refused

LONGEST = 12 * 3600
STARTS = {"mp3": (b"ID3", b"\xff"), "ogg": (b"OggS",), "wav": (b"RIFF",)}
# Every phone of the last ten years plays these.
PLAYED_EVERYWHERE = {"avc1", "avc3"}
SOUND_EVERYWHERE = {"mp4a", ".mp3"}


@dataclass(frozen=True)
class Measured:
    """`kind` is video or audio, `seconds` the length, `codec` the encoding of a video."""

    kind: str
    seconds: float
    size: int
    codec: str = ""


def _movie(file: Any, name: str) -> Movie:
    try:
        return read_movie(file, file.size)
    except NotAMovie:
        message = _("这不是完整的 %(name)s 文件：扩展名和内容对不上，或者没有传完。请重新导出。")
        raise refused("not_a_recording", message % {"name": name.upper()}) from None


def _video(file: Any) -> tuple[float, str]:
    movie = _movie(file, "mp4")
    if "vide" not in movie.tracks:
        raise refused("no_picture", _("这个文件里没有画面。只有声音的请存为 MP3 或 M4A 再上传。"))
    return movie.seconds, movie.tracks["vide"]


def _audio(file: Any, kind: str) -> float:
    if kind == "m4a":
        movie = _movie(file, "m4a")
        return movie.seconds if "soun" in movie.tracks else 0.0
    file.seek(0)
    if not file.read(4).startswith(STARTS[kind]):
        message = _("这不是真正的 %(kind)s 文件：扩展名和内容对不上。请重新导出后再上传。")
        raise refused("not_a_recording", message % {"kind": kind.upper()})
    file.seek(0)
    try:
        tag = TinyTag.get(filename=f"sound.{kind}", file_obj=file, tags=False)
    # Besides its own errors the reader stumbles over damaged headers in many ways.
    except Exception:
        return 0.0
    return float(tag.duration or 0.0)


def measured(file: Any, name: str) -> Measured:
    """What a recording is and how long; ValidationError, saying what to do, for anything else.

    `file` is an open binary file with a size; it is left at its beginning. Only headers are read.
    """
    ending = check_ending(name, VIDEO | AUDIO)
    kind = "video" if ending in VIDEO else "audio"
    check_size(file, kind)
    seconds, codec = _video(file) if kind == "video" else (_audio(file, ending), "")
    if not 0 < seconds <= LONGEST:
        message = _("读不出这段录制有多长，可能没有导出完整。请重新导出后再上传。")
        raise refused("no_length", message)
    file.seek(0)
    return Measured(kind, round(seconds, 1), file.size, codec)
