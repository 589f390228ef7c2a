"""Pictures are drawn anew when they are stored, and nothing else is taken."""

from io import BytesIO

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import transaction
from PIL import Image
from wagtail.models import Collection

from cms.assets.scrubbing import cleaned
from cms.models import Picture
from tests.factories.media import file, photograph, picture, png_claiming

SVG = b'<svg xmlns="http://www.w3.org/2000/svg"><script>alert(1)</script></svg>'
EPS = b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 10 10\n(ls) system\n"
HTML = b"<!doctype html><script>alert(1)</script>"


def opened(content: bytes, name: str) -> Image.Image:
    clean = cleaned(file(content, name), name)
    return Image.open(BytesIO(clean.read()))


def test_place_and_camera_are_gone_and_the_picture_stands_upright():
    before = Image.open(BytesIO(photograph()))
    assert before.getexif().get_ifd(0x8825)
    after = opened(photograph(), "a.jpg")
    assert after.size == (40, 60)
    assert not dict(after.getexif())
    assert "exif" not in after.info


@pytest.mark.parametrize(
    ("kind", "name"),
    [("PNG", "a.png"), ("WEBP", "a.webp"), ("AVIF", "a.avif"), ("GIF", "a.gif")],
)
def test_other_kinds_lose_it_too(kind, name):
    exif = Image.Exif()
    exif[0x010F] = "Secret Camera"
    content = picture(kind, exif=exif) if kind != "GIF" else picture(kind, comment=b"Secret Camera")
    assert b"Secret Camera" in content
    clean = cleaned(file(content, name), name)
    assert b"Secret Camera" not in clean.read()


def test_what_is_hidden_behind_a_picture_is_left_behind():
    clean = cleaned(file(picture("JPEG") + HTML, "a.jpg"), "a.jpg")
    assert b"<script" not in clean.read()


def test_a_moving_picture_still_moves():
    target = BytesIO()
    frames = [Image.new("RGB", (20, 20), color) for color in ("red", "green", "blue")]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:], duration=80, loop=0)
    assert opened(target.getvalue(), "a.gif").n_frames == 3


def test_a_transparent_picture_stays_transparent():
    target = BytesIO()
    Image.new("RGBA", (9, 9), (0, 0, 0, 0)).save(target, "PNG")
    assert opened(target.getvalue(), "a.png").getpixel((4, 4))[3] == 0


HOSTILE = [
    (SVG, "a.svg", "ending"),
    (SVG, "a.png", "not_a_picture"),
    (HTML, "a.jpg", "not_a_picture"),
    (EPS, "a.eps", "ending"),
    (EPS, "a.jpg", "not_a_picture"),
    (picture("PNG"), "a.jpg", "not_a_picture"),
    (picture("JPEG", (600, 400))[:-400], "a.jpg", "broken"),
    (png_claiming(40_000, 40_000), "a.png", "too_many_pixels"),
    (png_claiming(60_000, 500), "a.png", "too_many_pixels"),
    (png_claiming(0, 0), "a.png", "not_a_picture"),
    (b"", "a.png", "empty"),
    (b"BM" + b"\0" * 60, "a.bmp", "ending"),
    (picture("TIFF"), "a.tiff", "ending"),
    (picture("PNG"), "picture", "ending"),
]


@pytest.mark.parametrize(("content", "name", "code"), HOSTILE, ids=lambda v: str(v)[:24])
def test_anything_else_is_refused_with_a_reason(content, name, code):
    with pytest.raises(ValidationError) as refusal:
        cleaned(file(content, name), name)
    assert refusal.value.code == code
    assert str(refusal.value.messages[0]).endswith("。")


def test_what_takes_much_memory_to_write_may_be_less_large(monkeypatch):
    monkeypatch.setattr("cms.assets.scrubbing.MOST_MODERN", 1_000)
    cleaned(file(picture("JPEG"), "a.jpg"), "a.jpg")
    with pytest.raises(ValidationError, match="太大了"):
        cleaned(file(picture("WEBP"), "a.webp"), "a.webp")


def test_a_film_dressed_as_a_picture_of_many_frames_is_refused(settings):
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | {"pixels": 1000}
    target = BytesIO()
    frames = [Image.new("RGB", (20, 20), (n, 0, 9)) for n in (0, 60, 120, 180, 240)]
    frames[0].save(target, "GIF", save_all=True, append_images=frames[1:])
    with pytest.raises(ValidationError, match="动图"):
        cleaned(file(target.getvalue(), "a.gif"), "a.gif")


def test_a_file_too_large_is_told_its_size(settings):
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | {"picture": 50}
    with pytest.raises(ValidationError, match="超过上限"):
        cleaned(file(picture(), "a.png"), "a.png")


@pytest.mark.django_db
def test_nobody_stores_a_picture_around_the_check():
    with pytest.raises(ValidationError), transaction.atomic():
        Picture.objects.create(title="坏", file=file(picture("TIFF"), "a.jpg"))
    kept = Picture.objects.create(title="好", file=file(photograph(), "a.jpg"))
    assert (kept.width, kept.height) == (40, 60)
    assert not dict(Image.open(kept.file.open()).getexif())


def upload(client, content: bytes, name: str, title: str = "图") -> dict:
    collection = Collection.objects.get(name="定海区人民代表大会").pk
    sent = {"files[]": SimpleUploadedFile(name, content), "title": title, "collection": collection}
    return client.post("/admin/images/multiple/add/", sent).json()


def test_at_the_desk_several_pictures_are_uploaded_at_once(as_li):
    assert upload(as_li, photograph(), "a.jpg")["success"]
    kept = Picture.objects.get()
    assert not dict(Image.open(kept.file.open()).getexif())
    assert kept.file_size == kept.file.size


@pytest.mark.parametrize(
    ("content", "name"), [(HTML, "a.jpg"), (png_claiming(40_000, 40_000), "a.png")]
)
def test_at_the_desk_a_bad_one_is_refused_in_words(as_li, content, name):
    told = upload(as_li, content, name)
    assert not told["success"]
    assert "请" in told["error_message"]
    assert not Picture.objects.exists()


def test_a_picture_that_waits_for_its_title_is_clean_when_it_is_one(as_li):
    """Wagtail keeps the raw file aside while the form is not complete."""
    key = upload(as_li, photograph(), "a.jpg", title="长" * 300)["uploaded_file_id"]
    field = f"uploaded-image-{key}"
    collection = Collection.objects.get(name="定海区人民代表大会").pk
    sent = {f"{field}-title": "短", f"{field}-collection": collection, f"{field}-tags": ""}
    as_li.post(f"/admin/images/multiple/create_from_uploaded_image/{key}/", sent)
    assert not dict(Image.open(Picture.objects.get().file.open()).getexif())
