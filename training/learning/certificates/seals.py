"""Seal pictures: any picture comes in, a small PNG is kept, and only the papers ever show it."""

from datetime import datetime
from hashlib import sha256
from io import BytesIO
from typing import Any

from django.conf import settings
from django.utils.translation import gettext as _
from PIL import Image, UnidentifiedImageError

from training.learning.certificates.errors import CertificateRefused
from training.learning.certificates.models import Seal
from training.people.models import Congress, User

SIDE = 900
"""Pixels of the longer side: 42 mm at 540 dots an inch."""
LARGEST = 5 * 1024 * 1024
FORMATS = ("PNG", "JPEG", "WEBP")
WHITE = 244
"""What is lighter than this is taken for paper."""


def drawn(upload: Any) -> bytes:
    """An uploaded picture as a PNG on clear ground; CertificateRefused for what is none."""
    if upload.size > LARGEST:
        raise CertificateRefused("seal_large", _("印章图片太大，最多 5 MB。"))
    try:
        with Image.open(upload, formats=FORMATS) as opened:
            if opened.width * opened.height > settings.MEDIA_LIMITS["pixels"]:
                raise CertificateRefused("seal_large", _("印章图片太大，请缩小以后再传。"))
            picture = opened.convert("RGBA")
    except (UnidentifiedImageError, OSError, ValueError, SyntaxError):
        told = _("读不出这张图片。请用 PNG 或 JPEG，最好是底色透明的 PNG。")
        raise CertificateRefused("seal_kind", told) from None
    picture.thumbnail((SIDE, SIDE))
    out = BytesIO()
    _cleared(picture).save(out, "PNG", optimize=True)
    return out.getvalue()


def _cleared(picture: Image.Image) -> Image.Image:
    """A scan on white paper made clear, so that the words below the seal stay readable."""
    alpha = picture.getchannel("A")
    if alpha.getextrema() != (255, 255):
        return picture
    darkest = picture.convert("RGB").split()
    lightness = Image.merge("RGB", darkest).convert("L")
    picture.putalpha(lightness.point(lambda light: 0 if light >= WHITE else 255))
    return picture


def keep(*, congress: Congress, image: bytes, by: User, now: datetime) -> str:
    """Keep a seal's picture; returns its digest. The same picture twice is one."""
    digest = sha256(image).hexdigest()
    Seal.objects.get_or_create(
        congress=congress,
        digest=digest,
        defaults={"image": image, "added_at": now, "added_by": by},
    )
    return digest
