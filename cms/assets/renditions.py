"""Making the copies of pictures that phones load. A job does it, never a reader's request."""

import logging
from datetime import datetime

from django.contrib.contenttypes.models import ContentType
from django.db.models import CharField, Exists, OuterRef, Q, QuerySet
from django.db.models.functions import Cast
from wagtail.images.models import Filter
from wagtail.models import Page, ReferenceIndex

from cms.assets.models import Picture, Recording
from cms.core.pictures import ON_PHONES, SET, SPECS

log = logging.getLogger("training.pictures")
AT_A_TIME = 20
# Said instead of SET when a picture cannot be drawn smaller, so that it is not tried for ever.
FAILED = f"{SET} failed"


def waiting() -> "QuerySet[Picture]":
    """Pictures that a page or a recording uses and that have no copies yet. One query."""
    named = ReferenceIndex.objects.filter(
        to_content_type=ContentType.objects.get_for_model(Picture),
        to_object_id=OuterRef("key"),
        base_content_type__in=ContentType.objects.get_for_models(Page, Recording).values(),
    )
    return (
        Picture.objects.exclude(Q(prepared=SET) | Q(prepared=FAILED))
        .annotate(key=Cast("pk", CharField()))
        .filter(Exists(named))
        .order_by("pk")
    )


def prepare_pictures(*, now: datetime) -> int:
    """Make the copies of up to twenty pictures in use; returns how many pictures are ready.

    Safe to run twice at once: a copy is made once per picture and width.
    """
    return sum(_prepare(picture) for picture in waiting()[:AT_A_TIME])


def _prepare(picture: Picture) -> bool:
    """Nothing here is in one transaction: drawing takes seconds, and nobody may wait for it."""
    known = set(picture.renditions.values_list("filter_spec", flat=True))
    try:
        # One after the other: Wagtail's way to make several holds the whole picture several times.
        for spec in SPECS:
            if spec not in known:
                picture.create_rendition(Filter(spec=spec))
        size = picture.renditions.get(filter_spec=ON_PHONES, focal_point_key="").file.size
    # The file may be gone, or drawn by a decoder that fails: the page shows the upload instead.
    except Exception:
        log.exception("picture %s could not be made smaller", picture.pk)
        Picture.objects.filter(pk=picture.pk).update(prepared=FAILED)
        return False
    Picture.objects.filter(pk=picture.pk).update(prepared=SET, phone_bytes=size)
    return True
