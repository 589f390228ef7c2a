"""Documents are taken when they are what their names say and carry no programs."""

import pytest
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import SimpleUploadedFile

from cms.assets.papers import check_document
from cms.models import Attachment
from tests.factories.media import file, office

PDF = b"%PDF-1.7\n1 0 obj << /Type /Catalog >> endobj\n%%EOF"
GOOD = [
    (PDF, "a.pdf"),
    (office("word"), "a.docx"),
    (office("xl"), "a.xlsx"),
    (office("ppt"), "a.PPTX"),
    ("姓名,镇街\n".encode(), "a.csv"),
    ("会议通知".encode("gb18030"), "a.txt"),
    ("会议通知".encode("utf-16"), "a.txt"),
]
BAD = [
    (b"MZ\x90\0", "a.pdf", "not_a_pdf"),
    (PDF.replace(b"/Catalog", b"/Catalog /OpenAction << /S /JavaScript >>"), "a.pdf", "active_pdf"),
    (office("word"), "a.xlsx", "not_office"),
    (office("word", {"word/vbaProject.bin": b"x"}), "a.docx", "macros"),
    (office("word", types='<Default ContentType="x.macroEnabled.main+xml"/>'), "a.docx", "macros"),
    (b"PK\x03\x04 not a zip", "a.docx", "not_office"),
    (office("word")[:80], "a.docx", "not_office"),
    (b"<!DOCTYPE html><script>alert(1)</script>", "a.txt", "markup"),
    (b"\0\1\2\3", "a.txt", "not_text"),
    (office("word"), "a.docm", "ending"),
    (b"\xd0\xcf\x11\xe0", "a.doc", "ending"),
    (b"<html>", "a.html", "ending"),
    (b"", "a.pdf", "empty"),
]


@pytest.mark.parametrize(("content", "name"), GOOD, ids=lambda v: str(v)[:12])
def test_real_documents_are_taken(content, name):
    check_document(file(content, name), name)


@pytest.mark.parametrize(("content", "name", "code"), BAD, ids=lambda v: str(v)[:12])
def test_others_are_refused_with_a_reason(content, name, code):
    with pytest.raises(ValidationError) as refusal:
        check_document(file(content, name), name)
    assert refusal.value.code == code
    assert refusal.value.messages[0].endswith("。")


def test_a_zip_bomb_is_seen_without_opening_it(monkeypatch):
    monkeypatch.setattr("cms.assets.papers.MOST_UNPACKED", 5_000_000)
    bomb = office("word", {f"word/{n}.xml": b"\0" * 1_000_000 for n in range(6)})
    assert len(bomb) < 10_000
    with pytest.raises(ValidationError, match="解开后太大"):
        check_document(file(bomb, "a.docx"), "a.docx")


def test_a_script_in_a_large_pdf_is_found_across_pieces():
    padding = b"x" * (1024 * 1024 - len(b"%PDF-1.7") - 5)
    with pytest.raises(ValidationError, match="程序"):
        check_document(file(b"%PDF-1.7" + padding + b"/JavaScript", "a.pdf"), "a.pdf")


def test_old_office_files_are_told_what_to_do():
    with pytest.raises(ValidationError, match="另存为"):
        check_document(file(b"\xd0\xcf\x11\xe0", "通知.wps"), "通知.wps")


def test_a_file_of_100_mb_is_refused_by_its_size_alone():
    huge = file(b"%PDF-", "a.pdf")
    huge.size = 100 * 1024 * 1024
    with pytest.raises(ValidationError, match="超过上限"):
        check_document(huge, "a.pdf")


def test_at_the_desk_a_document_is_refused_in_words(as_li):
    sent = {"files[]": SimpleUploadedFile("a.docx", office("word", {"word/vbaProject.bin": b"x"}))}
    told = as_li.post("/admin/documents/multiple/add/", sent).json()
    assert "带有宏" in told["error_message"]
    assert not Attachment.objects.exists()


@pytest.mark.django_db
def test_nobody_stores_a_document_around_the_check():
    with pytest.raises(ValidationError):
        Attachment.objects.create(title="坏", file=file(b"<html>", "a.txt"))
