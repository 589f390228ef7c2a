"""Questions on their way out and back, for laws that hold for every codec."""

import io
from collections.abc import Iterable
from typing import Any

from hypothesis import strategies as st

from courses.exchange.codecs import codec_called
from courses.exchange.contract import Exported, Limits, Reading
from courses.questions.kinds.sheets import read_sheet, write_sheet
from tests.factories import authored

LIMITS = Limits(
    file_bytes=20 * 2**20,
    unpacked_bytes=100 * 2**20,
    members=500,
    rows=20_000,
    columns=200,
    cell_characters=32_000,
    seconds=60,
    memory_bytes=300 * 2**20,
)

labels = st.text(alphabet="代表议案A1-", min_size=1, max_size=6).map(lambda t: t.strip("-") or "x")
of_question = st.fixed_dictionaries(
    {},
    optional={
        "number": labels,
        "category": labels,
        "difficulty": st.sampled_from("12345"),
        "tags": labels,
        "points": labels,
        "citations": labels,
    },
)


def exported(kind: str, body: Any, key: Any, **of_it: str) -> Exported:
    return Exported(kind, {**write_sheet(kind, body, key), **of_it}, body, key)


@st.composite
def questions(draw: Any, kind: str) -> Exported:
    body, key = draw(authored.EVERY[kind])
    return exported(kind, body, key, **draw(of_question))


def there_and_back(name: str, asked: Iterable[Exported]) -> Reading:
    return codec_called(name).read(written(name, asked), f"题目.{name}", LIMITS)


def written(name: str, asked: Iterable[Exported], *, with_key: bool = True) -> bytes:
    out = io.BytesIO()
    codec_called(name).write(iter(asked), out, with_key=with_key)
    return out.getvalue()


def same(question: Exported, columns: Any) -> bool:
    """Whether columns mean the question: the same body and key, and all that belongs to it."""
    kind, read = read_sheet(columns)
    of_it = {c: t for c, t in question.columns.items() if c in of_question_codes(question)}
    return (kind, read.problems, read.body, read.key) == (
        question.kind,
        [],
        question.body,
        question.key,
    ) and all(columns.get(code) == text for code, text in of_it.items())


def of_question_codes(question: Exported) -> set[str]:
    codes = {"number", "category", "difficulty", "tags", "points", "citations", "use"}
    return codes & set(question.columns)
