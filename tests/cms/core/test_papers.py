"""The press: text that can be copied, rare characters, pages, no fetching, a limit of time."""

from io import BytesIO

import pypdf
import pytest

from cms.core.papers import press, printing
from cms.core.papers.errors import PaperRefused
from tools.machine import PANGO, required

needs_pango = pytest.mark.skipif(
    not PANGO.found() and not required(), reason=PANGO.how_to_install()
)
PAGE = """<!doctype html><html lang="zh-Hans"><head><title>学习档案</title></head><body>
<div class="paper-head">王代表 · 学习档案</div><div class="paper-foot">记录摘要 0a1b2c</div>
<h1>䶮代表 𬭎代表</h1><p>怎样提出高质量的建议</p>%s</body></html>"""


def pages(made: bytes) -> list[str]:
    """The text of each page, as somebody copies it."""
    return [page.extract_text() for page in pypdf.PdfReader(BytesIO(made)).pages]


@needs_pango
def test_text_is_selectable_and_rare_characters_are_right() -> None:
    rows = "".join(f"<tr><td>第 {n} 项</td></tr>" for n in range(90))
    told = pages(printing.pdf(PAGE % f"<table>{rows}</table>"))
    assert len(told) > 1
    assert "䶮代表 𬭎代表" in told[0]
    assert "怎样提出高质量的建议" in told[0]
    for number, text in enumerate(told, start=1):
        assert "王代表 · 学习档案" in text
        assert "记录摘要 0a1b2c" in text
        assert f"{number} / {len(told)}" in text


@needs_pango
def test_nothing_is_fetched(tmp_path: object) -> None:
    """A picture from a file or the network is left out; the words beside it stay."""
    inside = "".join(
        f'<img src="{address}" alt="图"><link rel="stylesheet" href="{address}">'
        for address in ("file:///etc/passwd", "http://127.0.0.1:9/x.png", "/etc/passwd")
    )
    made = printing.pdf(PAGE % inside)
    reader = pypdf.PdfReader(BytesIO(made))
    assert "怎样提出高质量的建议" in reader.pages[0].extract_text()
    assert not list(reader.pages[0].images)
    assert b"root:" not in made


@needs_pango
def test_a_paper_that_takes_too_long_is_stopped() -> None:
    rows = "<tr>" + "<td>字</td>" * 40 + "</tr>"
    with pytest.raises(PaperRefused) as refused:
        printing.pdf(PAGE % f"<table>{rows * 3000}</table>", seconds=1)
    assert refused.value.code in {"slow", "failed"}


def test_without_pango_it_says_what_to_do(
    monkeypatch: pytest.MonkeyPatch, tmp_path: object
) -> None:
    class Lacking:
        returncode, stdout, stderr = press.MISSING, b"", b"cannot load library 'libpango-1.0-0'"

    monkeypatch.setattr(printing.subprocess, "run", lambda *args, **more: Lacking)
    with pytest.raises(PaperRefused) as refused:
        printing.pdf("<p>字</p>")
    assert refused.value.code == "missing"
    assert "打印" in str(refused.value)
