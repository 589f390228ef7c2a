"""Uploads are sent to who may have them: whole, in part, as what we say they are."""

from typing import Any

import pytest
from django.core.files.storage import Storage
from django.test import Client
from django.utils import timezone
from wagtail.models import Collection

from cms.models import Attachment, CaptionTrack, Picture, Recording
from tests.factories.media import VTT, file, mp4, office, picture, recording
from tests.factories.world import World
from training.portal.sending import send
from training.portal.uploads import is_too_large

pytestmark = pytest.mark.django_db
FILM = mp4(100, film=200_000)


@pytest.fixture
def film(dinghai: World) -> Recording:
    """A video of 定海, on no page."""
    return recording(dinghai.root, content=FILM, name="a.mp4")


def whole(response: Any) -> bytes:
    return b"".join(response.streaming_content)


def test_a_film_is_sent_whole(as_wang, film):
    response = as_wang.get(film.url)
    assert response.status_code == 200
    assert response["Content-Type"] == "video/mp4"
    assert response["Accept-Ranges"] == "bytes"
    assert response["X-Content-Type-Options"] == "nosniff"
    assert "sandbox" in response["Content-Security-Policy"]
    assert whole(response) == FILM


@pytest.mark.parametrize(
    ("asked", "first", "last"), [("bytes=100-299", 100, 299), ("bytes=-50", -50, -1)]
)
def test_a_film_is_sent_in_part(as_wang, film, asked, first, last):
    response = as_wang.get(film.url, headers={"range": asked})
    size = len(FILM)
    assert response.status_code == 206
    assert response["Content-Range"] == f"bytes {first % size}-{last % size}/{size}"
    body = whole(response)
    assert body == FILM[first % size : last % size + 1]
    assert response["Content-Length"] == str(len(body))


def test_a_part_beyond_the_end_is_refused(as_wang, film):
    response = as_wang.get(film.url, headers={"range": "bytes=9999999-"})
    assert response.status_code == 416
    assert response["Content-Range"] == f"bytes */{len(FILM)}"


def test_a_head_sends_no_body(as_wang, film):
    response = as_wang.head(film.url)
    assert response["Content-Length"] == str(len(FILM))
    assert not whole(response)


def test_conditions(as_wang, film):
    etag = as_wang.head(film.url)["ETag"]
    assert as_wang.get(film.url, headers={"if-none-match": etag}).status_code == 304
    part = {"range": "bytes=0-9"}
    assert as_wang.get(film.url, headers={**part, "if-range": etag}).status_code == 206
    assert as_wang.get(film.url, headers={**part, "if-range": '"old"'}).status_code == 200


def test_another_congress_has_no_such_film(as_zhao, client, film):
    assert as_zhao.get(film.url).status_code == 404
    assert client.get(film.url).status_code == 404


def test_a_page_she_may_view_opens_what_it_uses(as_zhao, zhao, elsewhere, film):
    elsewhere.lesson.body.append(("video", {"recording": film, "note": "", "required": False}))
    elsewhere.lesson.save_revision().publish()
    assert as_zhao.get(film.url).status_code == 200
    elsewhere.lesson.unpublish()
    assert as_zhao.get(film.url).status_code == 404


def test_captions_go_with_their_film(as_wang, as_zhao, film):
    track = CaptionTrack.objects.create(recording=film, file=file(VTT.encode(), "a.vtt"))
    assert whole(as_wang.get(track.url)).startswith(b"WEBVTT")
    assert as_wang.get(track.url)["Content-Type"].startswith("text/vtt")
    assert as_zhao.get(track.url).status_code == 404


def test_a_shared_film_is_for_everybody_who_is_signed_in(as_zhao, client, dinghai):
    shared = recording(None)
    assert as_zhao.get(shared.url).status_code == 200
    assert client.get(shared.url).status_code == 404


@pytest.mark.parametrize(
    "name", ["../settings.py", "recordings/../secret", "site.sqlite3", "recordings/none.mp4"]
)
def test_nothing_else_is_sent(as_wang, name):
    assert as_wang.get(f"/media/{name}").status_code == 404


def document(collection: str, name: str = "a.docx") -> Attachment:
    place = Collection.objects.filter(name=collection).first()
    place = place or Collection.get_first_root_node().add_child(name=collection)
    return Attachment.objects.create(title="件", file=file(office(), name), collection=place)


def test_a_document_is_saved_and_not_shown(as_wang, dinghai):
    response = as_wang.get(document(dinghai.congress.name, "通知.docx").url)
    assert response.status_code == 200
    assert response["Content-Disposition"].startswith("attachment; filename*=UTF-8''")
    assert response["Content-Security-Policy"].endswith("sandbox")
    assert whole(response)[:2] == b"PK"


def test_a_document_is_for_its_congress(as_zhao, client, dinghai):
    kept = document(dinghai.congress.name)
    assert as_zhao.get(kept.url).status_code == 404
    assert client.get(kept.url).status_code == 302
    assert client.get(document("公开").url).status_code == 200


def test_pictures_ask_for_a_session_unless_they_are_public(as_zhao, client, dinghai):
    shown = Picture.objects.create(title="图", file=file(picture(), "a.png"))
    address = f"/media/{shown.file.name}"
    assert client.get(address).status_code == 404
    assert as_zhao.get(address)["Content-Type"] == "image/png"
    shown.collection = Collection.get_first_root_node().add_child(name="公开")
    shown.save()
    assert client.get(address).status_code == 200


class Bucket(Storage):
    """Object storage as django-storages has it: no paths here, addresses that are signed."""

    def exists(self, name: str) -> bool:
        return True

    def size(self, name: str) -> int:
        return len(VTT.encode())

    def get_modified_time(self, name: str) -> Any:
        return timezone.now()

    def _open(self, name: str, mode: str = "rb") -> Any:
        return file(VTT.encode(), name)

    def url(self, name: str, parameters: Any = None, expire: int = 0) -> str:
        told = parameters["ResponseContentType"]
        return f"https://bucket.example/{name}?expires={expire}&type={told}"


def test_with_object_storage_the_reader_is_sent_to_a_signed_address(rf):
    response = send(rf.get("/"), Bucket(), "recordings/a.mp4")
    assert response.status_code == 302
    assert response["Location"] == (
        "https://bucket.example/recordings/a.mp4?expires=300&type=video/mp4"
    )
    assert response["Cache-Control"] == "private, no-store"


def test_captions_stay_with_us(rf):
    response = send(rf.get("/"), Bucket(), "captions/a.vtt")
    assert response.status_code == 200
    assert whole(response) == VTT.encode()


def test_that_is_how_the_storage_we_name_signs():
    from storages.backends.s3 import S3Storage

    storage = S3Storage(
        bucket_name="lvzhi", endpoint_url="https://s3.example", access_key="a", secret_key="b",
        file_overwrite=False, querystring_auth=True,
    )  # fmt: skip
    told = {"ResponseContentType": "video/mp4"}
    address = storage.url("recordings/a.mp4", parameters=told, expire=300)
    assert "X-Amz-Expires=300" in address or "Expires=" in address
    assert "response-content-type=video%2Fmp4" in address


def test_saving_data_is_the_readers_choice(as_wang, dinghai):
    shown = Picture.objects.create(title="图", file=file(picture(), "a.png"))
    shown.contextual_alt_text, shown.decorative = "一张图", False
    dinghai.lesson.body.append(("picture", {"image": shown, "caption": ""}))
    dinghai.lesson.save_revision().publish()

    def asks_first(**headers: str) -> bool:
        return "看图片" in as_wang.get(dinghai.lesson.url, headers=headers).content.decode()

    assert not asks_first()
    assert asks_first(**{"save-data": "on"})
    as_wang.post("/-/display", {"saver": "off"})
    assert not asks_first(**{"save-data": "on"})
    as_wang.post("/-/display", {"saver": "on"})
    assert asks_first()


def test_a_form_that_is_too_large_is_refused_before_it_is_read(client, settings):
    settings.MEDIA_LIMITS = settings.MEDIA_LIMITS | {"document": -2_000_000}
    sent = {"login": "wang", "file": file(b"x" * 200_000, "a.bin")}
    assert client.post("/accounts/login/", sent).status_code in {400, 413}


def test_people_of_the_desk_may_send_more(rf, li, wang, admin, settings):
    request = rf.get("/")
    request.user = admin
    video = settings.MEDIA_LIMITS["video"]
    assert not is_too_large(request, video)
    assert is_too_large(request, video * 2)
    request.user = wang
    assert is_too_large(request, video)
    assert not is_too_large(request, settings.MEDIA_LIMITS["document"])


def test_an_ordinary_form_asks_nothing_of_the_database(
    rf, wang, django_assert_num_queries, settings
):
    request = rf.get("/")
    request.user = wang
    with django_assert_num_queries(0):
        assert not is_too_large(request, 2_000)


def test_clients_that_are_signed_out_see_the_form(client: Client, dinghai):
    assert "login" in client.get(document(dinghai.congress.name).url)["Location"]
