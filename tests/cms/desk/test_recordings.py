"""Trainers upload video and audio with captions; what is missing is said; foreign ones are not
there."""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from cms.models import CaptionTrack, Recording
from tests.factories.media import VTT, file, mp4, recording, wav
from tests.factories.world import World

SET = "wagtailsnippets_cms_recording"


def url(name: str, *args: Any) -> str:
    return reverse(f"{SET}:{name}", args=args)


def form(**fields: Any) -> dict[str, Any]:
    captions = fields.pop("captions", [])
    told = {
        "title": "怎样提建议",
        "title_en": "",
        "poster": "",
        "transcript": "null",
        "source": "",
        "captions-TOTAL_FORMS": len(captions),
        "captions-INITIAL_FORMS": 0,
        "captions-MIN_NUM_FORMS": 0,
        "captions-MAX_NUM_FORMS": 1000,
    }
    for number, (language, track) in enumerate(captions):
        told[f"captions-{number}-language"] = language
        told[f"captions-{number}-file"] = track
        told[f"captions-{number}-id"] = ""
    return told | fields


def film(name: str = "a.mp4", content: bytes | None = None) -> SimpleUploadedFile:
    return SimpleUploadedFile(name, mp4(65) if content is None else content)


def test_a_film_with_captions_gets_its_transcript_from_them(as_li, dinghai: World):
    track = SimpleUploadedFile("a.srt", VTT.replace("WEBVTT", "").replace(".", ",").encode())
    as_li.post(url("add"), form(file=film(), captions=[("zh-Hans", track)]))
    kept = Recording.objects.get()
    assert (kept.kind, kept.seconds, kept.owner_root_id) == ("video", 65.0, dinghai.root.pk)
    assert kept.transcript == "<p>代表来自人民。</p><p>扎根人民。</p>"
    assert kept.captions.get().file.read().startswith(b"WEBVTT")
    assert kept.lacks == []


@pytest.mark.parametrize(
    ("upload", "words"),
    [
        (film("a.mov"), "H.264"),
        (film("a.mp4", b"<html><script>alert(1)</script>"), "不是完整的 MP4"),
        (film("a.mp3", wav()), "不是真正的 MP3"),
    ],
    ids=["ending", "html", "other"],
)
def test_what_phones_cannot_play_is_refused_beside_the_field(as_li, upload, words):
    page = as_li.post(url("add"), form(file=upload)).content.decode()
    assert words in page
    assert not Recording.objects.exists()


def test_wrong_captions_are_told_beside_their_field(as_li):
    track = SimpleUploadedFile("a.vtt", "WEBVTT\n\n00:09.000 --> 00:01.000\n好".encode())
    page = as_li.post(url("add"), form(file=film(), captions=[("zh-Hans", track)]))
    assert "早于开始" in page.content.decode()
    assert not Recording.objects.exists()


def test_the_list_says_how_long_and_what_is_missing(as_li, dinghai):
    recording(dinghai.root, content=mp4(65, codec=b"hvc1"), name="a.mp4")
    page = as_li.get(url("list")).content.decode()
    for words in ("1:05", "缺字幕；缺文字稿；编码是 hvc1", "代表怎样提建议"):
        assert words in page


def test_the_list_can_be_narrowed_to_what_is_missing(as_li, dinghai):
    whole = recording(dinghai.root, title="齐的", transcript="<p>有</p>")
    recording(dinghai.root, title="缺的")
    page = as_li.get(url("list"), {"lacking": "true"}).content.decode()
    assert "缺的" in page
    assert whole.title not in page


@pytest.mark.parametrize("where", ["list", "chooser"])
def test_it_is_found_by_its_title(as_li, dinghai, where):
    recording(dinghai.root, title="怎样提建议")
    recording(dinghai.root, title="会议发言")
    address = url("list") if where == "list" else "/admin/snippets/choose/cms/recording/results/"
    page = as_li.get(address, {"q": "建议"}).content.decode()
    assert "怎样提建议" in page
    assert "会议发言" not in page
    assert "0:10" in page


def test_the_editor_shows_it_and_what_it_lacks(as_li, dinghai):
    kept = recording(dinghai.root)
    page = as_li.get(url("edit", kept.pk)).content.decode()
    assert kept.url in page
    assert "缺文字稿" in page


def test_a_replaced_file_is_forgotten(as_li, dinghai, django_capture_on_commit_callbacks):
    kept = recording(dinghai.root)
    before = kept.file.name
    with django_capture_on_commit_callbacks(execute=True):
        as_li.post(url("edit", kept.pk), form(file=film()))
    kept.refresh_from_db()
    assert (kept.kind, kept.seconds) == ("video", 65.0)
    assert not kept.file.storage.exists(before)


def test_other_changes_leave_the_file_alone(as_li, dinghai, django_capture_on_commit_callbacks):
    kept = recording(dinghai.root)
    CaptionTrack.objects.create(recording=kept, file=file(VTT.encode(), "a.vtt"))
    with django_capture_on_commit_callbacks(execute=True):
        as_li.post(url("edit", kept.pk), form(title="新标题"))
    again = Recording.objects.get()
    assert (again.title, again.file.name) == ("新标题", kept.file.name)
    assert again.file.storage.exists(again.file.name)


def test_a_foreign_trainer_sees_none_of_it(as_qian, dinghai):
    kept = recording(dinghai.root, title="定海的")
    assert as_qian.get(url("edit", kept.pk)).status_code == 404
    assert "定海的" not in as_qian.get(url("list")).content.decode()
    assert as_qian.get(kept.url).status_code == 404


def test_who_uses_it_is_one_click_away(as_li, dinghai):
    kept = recording(dinghai.root)
    dinghai.lesson.body.append(("audio", {"recording": kept, "note": "", "required": False}))
    dinghai.lesson.save_revision().publish()
    assert dinghai.lesson.title in as_li.get(url("usage", kept.pk)).content.decode()
    assert url("usage", kept.pk) in as_li.get(url("list")).content.decode()


def test_a_video_block_takes_no_audio(dinghai):
    from wagtail.blocks.struct_block import StructBlockValidationError

    block = dinghai.lesson.body.stream_block.child_blocks["video"]
    kept = recording(dinghai.root)
    with pytest.raises(StructBlockValidationError):
        block.clean(block.normalize({"recording": kept, "note": "", "required": False}))
