"""The copies that phones load are made by a job, once, and reading makes none."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from wagtail.images.models import Filter
from wagtail.models import Collection

from cms.assets.renditions import prepare_pictures, waiting
from cms.core.pictures import SET, SPECS, shown
from cms.models import Picture, PictureRendition
from tests.factories.media import file, picture
from tests.factories.world import World

pytestmark = pytest.mark.django_db


@pytest.fixture
def used(dinghai: World) -> Picture:
    """A large picture on the published lesson."""
    made = Picture.objects.create(title="图", file=file(picture("JPEG", (1500, 900)), "a.jpg"))
    made.contextual_alt_text, made.decorative = "一张图", False
    dinghai.lesson.body.append(("picture", {"image": made, "caption": ""}))
    dinghai.lesson.save_revision().publish()
    return made


def prepare() -> int:
    return prepare_pictures(now=timezone.now())


def test_a_picture_on_a_page_gets_its_copies_once(used):
    assert prepare() == 1
    used.refresh_from_db()
    assert used.prepared == SET
    assert 0 < used.phone_bytes < used.file.size
    assert PictureRendition.objects.count() == len(SPECS)
    assert prepare() == 0


def test_a_picture_that_nobody_uses_gets_none(dinghai):
    Picture.objects.create(title="图", file=file(picture(), "a.png"))
    assert prepare() == 0
    assert not PictureRendition.objects.exists()


def test_the_page_offers_avif_and_webp_in_the_widths_of_phones(as_wang, dinghai, used):
    prepare()
    page = as_wang.get(dinghai.lesson.url).content.decode()
    assert 'type="image/avif"' in page
    assert 'type="image/webp"' in page
    for width in ("480w", "800w", "1200w"):
        assert page.count(width) == 2


def test_reading_makes_no_copies(as_wang, dinghai, used):
    page = as_wang.get(dinghai.lesson.url).content.decode()
    assert not PictureRendition.objects.exists()
    assert used.file.name in page


def test_a_small_picture_is_offered_in_the_one_width_it_has(dinghai):
    small = Picture.objects.create(title="图", file=file(picture(), "a.png"))
    for spec in SPECS:
        small.create_rendition(Filter(spec=spec))
    assert all(source.srcset.endswith(" 60w") for source in shown(small).sources)
    assert all("," not in source.srcset for source in shown(small).sources)


def test_a_picture_whose_file_is_gone_is_not_tried_for_ever(used):
    used.file.storage.delete(used.file.name)
    assert prepare() == 0
    assert not waiting().exists()


def test_a_new_file_is_prepared_anew(as_li, used):
    prepare()
    used.refresh_from_db()
    used.collection = Collection.objects.get(name="定海区人民代表大会")
    used.save()
    sent = {
        "title": "新",
        "description": "",
        "file": SimpleUploadedFile("b.jpg", picture("JPEG", (900, 600))),
        "collection": used.collection_id,
        "tags": "",
        "source": "",
        **dict.fromkeys([f"focal_point_{part}" for part in ("x", "y", "width", "height")], ""),
    }
    as_li.post(f"/admin/images/{used.pk}/", sent)
    used.refresh_from_db()
    assert (used.width, used.prepared) == (900, "")
    assert prepare() == 1
