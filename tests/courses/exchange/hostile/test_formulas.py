"""Tables we write hold texts, whatever they begin with: no program works anything out of them."""

import csv
import io

import openpyxl
import pytest

from courses.exchange.codecs import codec_called
from tests.courses.exchange.codecs.written import LIMITS, exported, written

BEGIN = ["=", "+", "-", "@", "\t=", "\r\n=", "＝", "＋", "－", "＠", "|", "'=", " ="]
RISKY = [f"{sign}1+cmd|' /C calc'!A0" for sign in BEGIN]


def statement(text: str) -> object:
    return exported(
        "true_false",
        {"stem": f"{text}？", "fiction": False},
        {"explanation": text, "answer": True},
        number="@7",
        tags="=1+1",
    )


@pytest.mark.parametrize("text", RISKY)
def test_excel_sees_a_text_and_we_read_it_back(text: str) -> None:
    content = written("excel", [statement(text)])
    for sheet in openpyxl.load_workbook(io.BytesIO(content)).worksheets:
        assert {cell.data_type for row in sheet.iter_rows() for cell in row} <= {
            "s",
            "n",
            "inlineStr",
        }
    read = codec_called("excel").read(content, "x", LIMITS).found[0].columns
    assert read["stem"] == f"{text}？".replace("\r\n", "\n").strip()
    assert (read["number"], read["tags"]) == ("@7", "=1+1")


@pytest.mark.parametrize("text", RISKY)
def test_a_table_of_text_holds_no_formula_and_we_read_it_back(text: str) -> None:
    content = written("csv", [statement(text)]).decode("utf-8-sig")
    for row in list(csv.reader(io.StringIO(content)))[1:]:
        assert [cell for cell in row if cell.lstrip()[:1] in set("=+-@＝＋－＠")] == []
    read = codec_called("csv").read(content.encode(), "x", LIMITS).found[0].columns
    assert read["stem"] == f"{text}？".replace("\r\n", "\n").strip()
    assert read["number"] == "@7"
