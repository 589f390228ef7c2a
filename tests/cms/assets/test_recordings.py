"""Video and audio are measured when they are stored; captions become plain WebVTT."""

import pytest
from django.core.exceptions import ValidationError

from cms.assets.captions import cues_of, decoded, spoken, tidied, webvtt
from cms.assets.measuring import Measured, measured
from cms.models import CaptionTrack, Recording
from tests.factories.media import VTT, box, file, mp4, recording, track, wav

SRT = "1\r\n00:00:01,000 --> 00:00:02,500\r\n<i>大家好</i>\r\n\r\n2\r\n00:00:03,000 --> 00:00:04,000\r\n开会 & 发言\r\n"


def told(content: bytes, name: str) -> Measured:
    return measured(file(content, name), name)


def test_a_film_is_measured_by_its_header():
    content = mp4(83.5)
    assert told(content, "a.mp4") == Measured("video", 83.5, len(content), "avc1")


def test_an_encoding_that_old_phones_cannot_play_is_named():
    assert told(mp4(codec=b"hvc1"), "a.mp4").codec == "hvc1"


def test_a_sound_is_measured():
    assert told(wav(12.5), "a.wav").seconds == 12.5
    assert told(mp4(9, tracks=track(b"soun", b"mp4a")), "a.m4a").kind == "audio"


def test_an_mp3_is_measured():
    """Frames of 26 ms: MPEG 1 layer III, 128 kbit/s, 44,100 Hz."""
    frame = b"\xff\xfb\x90\x00" + b"\0" * 413
    assert told(frame * 400, "a.mp3").seconds == pytest.approx(10.4, abs=0.3)


BAD = [
    (b"<html><script>", "a.mp4", "not_a_recording"),
    (mp4()[:60], "a.mp4", "not_a_recording"),
    (mp4().replace(b"moov", b"free"), "a.mp4", "not_a_recording"),
    (box(b"ftyp", b"isom") + b"\0\0\0\1moov" + b"\xff" * 8, "a.mp4", "not_a_recording"),
    (mp4(tracks=track(b"soun", b"mp4a")), "a.mp4", "no_picture"),
    (mp4(0), "a.mp4", "no_length"),
    (mp4(10**6), "a.mp4", "no_length"),
    (wav(), "a.mp3", "not_a_recording"),
    (b"RIFF" + b"\0" * 100, "a.wav", "no_length"),
    (b"ID3" + b"\xff" * 100, "a.mp3", "no_length"),
    (mp4(), "a.mov", "ending"),
    (mp4(), "a.webm", "ending"),
    (b"", "a.mp4", "empty"),
]


@pytest.mark.parametrize(("content", "name", "code"), BAD, ids=lambda v: str(v)[:12])
def test_others_are_refused_with_a_reason(content, name, code):
    with pytest.raises(ValidationError) as refusal:
        told(content, name)
    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith("。")


def test_a_film_of_gigabytes_is_refused_by_its_size_alone():
    huge = file(mp4(), "a.mp4")
    huge.size = 5 * 1024**3
    with pytest.raises(ValidationError, match="超过上限"):
        measured(huge, "a.mp4")


def test_srt_becomes_webvtt_without_markup():
    assert webvtt(cues_of(SRT)) == (
        "WEBVTT\n\n00:00:01.000 --> 00:00:02.500\n大家好\n\n"
        "00:00:03.000 --> 00:00:04.000\n开会 &amp; 发言\n"
    )


def test_webvtt_read_again_is_the_same():
    once = webvtt(cues_of(VTT))
    assert webvtt(cues_of(once)) == once


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "gb18030"])
def test_captions_come_in_many_encodings(encoding):
    assert cues_of(decoded(SRT.encode(encoding)))[0].text == "大家好"


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("", "没有字幕"),
        ("<html><script>", "没有时间"),
        ("1\n00:00:0x --> 00:00:02,000\n好", "第 2 行"),
        ("1\n00:00:05,000 --> 00:00:02,000\n好", "早于开始"),
        ("WEBVTT\n\n00:01.000 --> 00:02.000\n", "没有字幕"),
    ],
)
def test_wrong_captions_are_told_where(text, words):
    with pytest.raises(ValidationError, match=words):
        cues_of(text)


def test_captions_cannot_be_anything_but_captions():
    hostile = "WEBVTT\n\nSTYLE\n::cue{}\n\n00:01.000 --> 00:02.000 line:0\n<b onclick=x>好</b> --> &lt;script\n"
    stored = tidied(file(hostile.encode(), "a.vtt"), "a.vtt").read().decode()
    assert "STYLE" not in stored
    assert "<" not in stored.replace("-->", "")
    assert stored.count("-->") == 1


def test_a_transcript_begins_anew_after_a_silence():
    assert spoken(cues_of(VTT)) == "代表来自人民。\n扎根人民。"


@pytest.mark.django_db
def test_what_is_stored_knows_what_it_is():
    kept = recording(content=mp4(65), name="讲话.MP4")
    again = Recording.objects.get(pk=kept.pk)
    assert (again.kind, again.seconds, again.codec, again.clock) == ("video", 65.0, "avc1", "1:05")
    assert again.file.name.startswith("recordings/")
    assert again.lacks == ["缺字幕", "缺文字稿"]


@pytest.mark.django_db
def test_a_recording_takes_its_files_with_it(django_capture_on_commit_callbacks):
    kept = recording()
    track = CaptionTrack.objects.create(recording=kept, file=file(VTT.encode(), "a.vtt"))
    storage, names = kept.file.storage, [kept.file.name, track.file.name]
    with django_capture_on_commit_callbacks(execute=True):
        kept.delete()
    assert not [name for name in names if storage.exists(name)]
