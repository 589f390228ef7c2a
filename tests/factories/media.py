"""Files to upload, made by code: sound, film headers, pictures, documents, and bad ones."""

import struct
import wave
import zipfile
import zlib
from io import BytesIO
from typing import Any

from django.core.files.base import ContentFile
from PIL import Image

from cms.models import Recording

VTT = "WEBVTT\n\n00:00:00.000 --> 00:00:02.000\n代表来自人民。\n\n00:00:05.000 --> 00:00:07.500\n扎根人民。\n"


def wav(seconds: float = 10, rate: int = 1000) -> bytes:
    """A quiet recording of so many seconds: eight bits, one channel."""
    target = BytesIO()
    with wave.open(target, "wb") as sound:
        sound.setnchannels(1)
        sound.setsampwidth(1)
        sound.setframerate(rate)
        sound.writeframes(b"\x80" * int(seconds * rate))
    return target.getvalue()


def box(name: bytes, content: bytes) -> bytes:
    """One box of an MP4 file."""
    return struct.pack(">I4s", len(content) + 8, name) + content


def track(kind: bytes, codec: bytes) -> bytes:
    """The header of a film's picture (vide) or sound (soun)."""
    samples = box(b"stsd", struct.pack(">II", 0, 1) + box(codec, b"\0" * 70))
    handler = box(b"hdlr", b"\0" * 8 + kind + b"\0" * 13)
    return box(b"trak", box(b"mdia", handler + box(b"minf", box(b"stbl", samples))))


def mp4(
    seconds: float = 100, codec: bytes = b"avc1", tracks: bytes | None = None, film: int = 500
) -> bytes:
    """A film's header with `film` bytes of nothing behind it; a browser shows no picture."""
    length = struct.pack(">IIIII", 0, 0, 0, 1000, int(seconds * 1000)) + b"\0" * 80
    inside = track(b"vide", codec) + track(b"soun", b"mp4a") if tracks is None else tracks
    header = box(b"ftyp", b"isom\0\0\0\1isomavc1") + box(b"moov", box(b"mvhd", length) + inside)
    return header + box(b"mdat", b"\0" * film)


def picture(kind: str = "PNG", size: tuple[int, int] = (60, 40), **how: Any) -> bytes:
    """A small picture."""
    target = BytesIO()
    Image.new("RGB", size, "white").save(target, kind, **how)
    return target.getvalue()


def photograph(size: tuple[int, int] = (60, 40)) -> bytes:
    """A JPEG lying on its side, with a place and a camera written into it."""
    exif = Image.Exif()
    exif[0x0112] = 6
    exif[0x010F] = "Secret Camera"
    exif.get_ifd(0x8825)[2] = (30.0, 1.0, 13.0)
    return picture("JPEG", size, exif=exif)


def png_claiming(width: int, height: int) -> bytes:
    """A PNG of a few bytes whose header claims any size."""

    def chunk(name: bytes, content: bytes) -> bytes:
        told = name + content
        return struct.pack(">I", len(content)) + told + struct.pack(">I", zlib.crc32(told))

    header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
    start = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header)
    return start + chunk(b"IDAT", zlib.compress(b"\0" * 100)) + chunk(b"IEND", b"")


def office(folder: str = "word", parts: dict[str, bytes] | None = None, types: str = "") -> bytes:
    """A file that is packed as Office packs its files."""
    target = BytesIO()
    with zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("[Content_Types].xml", f"<Types>{types}</Types>")
        packed.writestr(f"{folder}/document.xml", "<w:document/>")
        for name, content in (parts or {}).items():
            packed.writestr(name, content)
    return target.getvalue()


def file(content: bytes, name: str) -> ContentFile:
    """Bytes as an uploaded file."""
    return ContentFile(content, name=name)


def recording(root: Any = None, *, content: bytes | None = None, **fields: Any) -> Recording:
    """A recording of a congress, or shared: a sound of ten seconds unless told otherwise."""
    name = fields.pop("name", "sound.wav")
    return Recording.objects.create(
        owner_root=root,
        title=fields.pop("title", "代表怎样提建议"),
        file=file(wav() if content is None else content, name),
        **fields,
    )
