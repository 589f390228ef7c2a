"""What may be uploaded: which kinds of file, how large, and what to do instead of others.

A file is known by its name's ending here and by its first bytes in the module that reads it; both
must agree. What a browser is told about a file's type when it is fetched comes from these tables
too, never from the upload.
"""

from pathlib import PurePath
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.template.defaultfilters import filesizeformat
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

PICTURES = {
    "jpg": "image/jpeg",
    "jpeg": "image/jpeg",
    "png": "image/png",
    "webp": "image/webp",
    "avif": "image/avif",
    "gif": "image/gif",
}
DOCUMENTS = {
    "pdf": "application/pdf",
    "docx": "application/vnd.openxmlformats-officedocument.wordprocessingml.document",
    "xlsx": "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
    "pptx": "application/vnd.openxmlformats-officedocument.presentationml.presentation",
    "txt": "text/plain; charset=utf-8",
    "csv": "text/csv; charset=utf-8",
}
VIDEO = {"mp4": "video/mp4", "m4v": "video/mp4"}
AUDIO = {"mp3": "audio/mpeg", "m4a": "audio/mp4", "ogg": "audio/ogg", "wav": "audio/wav"}
CAPTIONS = {"vtt": "text/vtt; charset=utf-8", "srt": "text/vtt; charset=utf-8"}
CONTENT_TYPES = PICTURES | DOCUMENTS | VIDEO | AUDIO | CAPTIONS

TO_OFFICE = gettext_lazy("请在 WPS 或 Office 里另存为 .docx、.xlsx、.pptx 或 PDF，再上传。")
NO_MACROS = gettext_lazy("带宏的文件不能上传，请另存为不带宏的 .docx、.xlsx 或 .pptx。")
TO_MP4 = gettext_lazy("手机放不了这种视频，请先转成 MP4（H.264 编码）再上传。")
TO_MP3 = gettext_lazy("请先转成 MP3 再上传。")
TO_PNG = gettext_lazy("SVG 可能带有脚本，不能上传，请另存为 PNG 或 JPG。")
TO_JPG = gettext_lazy("请另存为 JPG 或 PNG 再上传。")
ADVICE = {
    **dict.fromkeys(("doc", "xls", "ppt", "wps", "et", "dps", "rtf"), TO_OFFICE),
    **dict.fromkeys(("docm", "xlsm", "pptm", "dotm", "xltm", "xlsb"), NO_MACROS),
    **dict.fromkeys(("mov", "avi", "wmv", "flv", "mkv", "webm", "rmvb", "mpg", "3gp"), TO_MP4),
    **dict.fromkeys(("wma", "amr", "aac", "flac", "aiff"), TO_MP3),
    **dict.fromkeys(("svg", "svgz"), TO_PNG),
    **dict.fromkeys(("heic", "heif", "bmp", "tif", "tiff", "psd", "eps"), TO_JPG),
}


def ending(name: str) -> str:
    """The lower-case ending of a file's name without the dot; '' when it has none."""
    return PurePath(name).suffix.lower().lstrip(".")


def content_type(name: str) -> str:
    """What a browser is told a stored file is; octets for anything not in the tables."""
    return CONTENT_TYPES.get(ending(name), "application/octet-stream")


def limit(kind: str) -> int:
    """The largest size of an uploaded `picture`, `document`, `video`, `audio` or `captions` file
    in bytes; `pixels` of a picture."""
    allowed: int = settings.MEDIA_LIMITS[kind]
    return allowed


def refused(code: str, message: str) -> ValidationError:
    """Why a file is not taken, for the form it was put into."""
    return ValidationError(message, code=code)


def check_ending(name: str, allowed: dict[str, str]) -> str:
    """The ending of a name; ValidationError that says what to do when it is not allowed here."""
    found = ending(name)
    if found in allowed:
        return found
    kinds = "、".join(sorted({kind.upper() for kind in allowed if kind not in {"jpeg", "m4v"}}))
    told = _("这里只收 %(kinds)s 文件，这个文件是“.%(found)s”。") % {
        "kinds": kinds,
        "found": found or _("没有扩展名"),
    }
    raise refused("ending", f"{told}{ADVICE.get(found, '')}")


def check_size(file: Any, kind: str) -> None:
    """ValidationError when a file is empty or larger than its kind may be."""
    if not file.size:
        raise refused("empty", _("这个文件是空的，请重新选择。"))
    if file.size > limit(kind):
        told = {"size": filesizeformat(file.size), "limit": filesizeformat(limit(kind))}
        raise refused(
            "too_large", _("文件有 %(size)s，超过上限 %(limit)s。请压缩或裁短后再上传。") % told
        )
