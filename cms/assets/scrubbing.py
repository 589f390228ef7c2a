"""Pictures as they are stored: drawn anew, so that only the picture is left.

Cameras write where a photograph was taken into the file, and a file can be a picture and a web
page at once. Neither survives being decoded and written again.
"""

from io import BytesIO
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from cms.assets.limits import PICTURES, check_ending, check_size, limit, refused

DECODERS = {
    "jpg": "JPEG",
    "jpeg": "JPEG",
    "png": "PNG",
    "webp": "WEBP",
    "avif": "AVIF",
    "gif": "GIF",
}
MOST_FRAMES = 200
MOST_MODERN = 6_000_000
# What a picture needs besides its dots: colours, transparency, and the pace of a moving one.
KEPT = frozenset({"icc_profile", "transparency", "duration", "loop", "background"})
WRITING: dict[str, dict[str, Any]] = {
    "JPEG": {"quality": 90, "optimize": True},
    "PNG": {"compress_level": 3},
    "WEBP": {"quality": 90, "exif": b"", "xmp": b""},
    "AVIF": {"quality": 85, "speed": 8, "exif": b"", "xmp": b""},
    "GIF": {"comment": b""},
}


class CleanPicture(UploadedFile):
    """A picture that was checked and drawn anew."""


def most_pixels(kind: str) -> int:
    """How many pixels a picture may have. Writing WebP and AVIF takes 18 and 28 bytes of memory for
    each; the others take 8."""
    return min(limit("pixels"), MOST_MODERN) if kind in {"WEBP", "AVIF"} else limit("pixels")


def _too_many(kind: str, width: int, height: int) -> ValidationError:
    told = {"width": width, "height": height, "limit": most_pixels(kind) // 10_000}
    message = _(
        "图片有 %(width)d × %(height)d 像素，太大了（最多 %(limit)d 万像素）。请缩小后再上传。"
    )
    return refused("too_many_pixels", message % told)


def _opened(file: Any, kind: str) -> Image.Image:
    """The picture with its header read, nothing decoded; only by the decoder its name calls for."""
    file.seek(0)
    try:
        return Image.open(file, formats=[kind])
    except Image.DecompressionBombError:
        raise refused("too_many_pixels", _("图片的像素太多了。请缩小后再上传。")) from None
    # A decoder meets anything here; whatever it stumbles over, this is no such picture.
    except Exception:
        told = _("这不是一张真正的 %(kind)s 图片：扩展名和内容对不上，或者文件坏了。请换一张。")
        raise refused("not_a_picture", told % {"kind": kind}) from None


def _frames(picture: Image.Image, kind: str) -> int:
    """How many frames a moving picture has; ValidationError when together they are too large."""
    width, height = picture.size
    if width * height > most_pixels(kind):
        raise _too_many(kind, width, height)
    if kind == "JPEG":  # some phones append a preview, which is not wanted
        return 1
    most = min(MOST_FRAMES, most_pixels(kind) // (width * height))
    for number in range(1, most + 1):
        try:
            picture.seek(number)
        except EOFError:
            picture.seek(0)
            return number
    raise refused("too_many_frames", _("动图太长或太大，请换成静止的图片，或者改用视频。"))


def _drawn_anew(picture: Image.Image, kind: str, frames: int) -> BytesIO:
    target = BytesIO()
    if frames == 1:
        picture.load()
        ImageOps.exif_transpose(picture, in_place=True)
    picture.info = {name: value for name, value in picture.info.items() if name in KEPT}
    told = {"icc_profile": profile} if (profile := picture.info.get("icc_profile")) else {}
    picture.save(target, kind, save_all=frames > 1, **WRITING[kind], **told)
    return target


def cleaned(file: Any, name: str) -> CleanPicture:
    """The picture upright and without what the camera wrote beside it.

    `file` is an open binary file with a size. Its size in pixels is read off the header before
    anything is decoded. Raises ValidationError, saying what to do, for anything that is not a
    sound picture of the kind its name says.
    """
    check_size(file, "picture")
    kind = DECODERS[check_ending(name, PICTURES)]
    picture = _opened(file, kind)
    try:
        drawn = _drawn_anew(picture, kind, _frames(picture, kind))
    except (ValidationError, MemoryError):
        raise
    except Exception:  # decoders fail in many ways on a damaged file
        raise refused("broken", _("这张图片不完整，打不开。请重新导出或换一张。")) from None
    size = drawn.seek(0, 2)
    drawn.seek(0)
    return CleanPicture(drawn, name, PICTURES[check_ending(name, PICTURES)], size)
