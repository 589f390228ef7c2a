"""How questions look: every control has a name a screen reader can say, ids are unique, paper shows
what the screen shows."""

from typing import Any

import pytest
from bs4 import BeautifulSoup
from django.template.loader import render_to_string
from hypothesis import given, settings
from hypothesis import strategies as st

from courses.questions.kinds.registry import KINDS
from courses.questions.screens import screen
from tests.factories import authored

SEED = "0123456789abcdef"
every_kind = pytest.mark.parametrize("kind", sorted(KINDS))
some = settings(authored.law, max_examples=6)


def page(kind: str, template: str, **context: Any) -> BeautifulSoup:
    if template in {"ask", "review"}:
        html = str(screen(kind, template).draw(context))
    else:
        html = render_to_string(f"kinds/{kind}/{template}.html", context)
    return BeautifulSoup(f"<form>{html}</form>", "html.parser")


def is_named(control: Any, soup: BeautifulSoup) -> bool:
    label = control.find_parent("label") or soup.find("label", attrs={"for": control.get("id")})
    return bool(label and label.get_text(strip=True))


@every_kind
@some
@given(st.data())
def test_every_control_is_named_and_nothing_must_be_dragged(kind: str, data: st.DataObject) -> None:
    body, _key = data.draw(authored.EVERY[kind])
    paper = KINDS[kind].paper
    soup = page(
        kind, "ask", shown=paper.refill(paper.present(body, SEED), {}, SEED), name="q3", ids="a"
    )
    controls = soup.select("input, select, textarea")
    assert controls
    assert all(is_named(control, soup) for control in controls)
    assert all(control["name"].startswith("q3") for control in controls)
    ids = [element["id"] for element in soup.select("[id]")]
    assert len(ids) == len(set(ids))
    described = {name for c in controls for name in c.get("aria-describedby", "").split()}
    assert described <= set(ids)
    assert not soup.select("[draggable], [onclick], [style]")


@every_kind
@some
@given(st.data())
def test_what_a_browser_sends_of_the_page_is_the_answer(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    paper, payload = KINDS[kind].paper, authored.perfect(kind, body, key)
    shown = paper.refill(paper.present(body, SEED), payload, SEED)
    soup = page(kind, "ask", shown=shown, name="q3")
    sent: dict[str, list[str]] = {}
    for control in soup.select("input, select, textarea"):
        if control.name == "select":
            values = [option["value"] for option in control.select("option[selected]")]
        elif control.name == "textarea":
            values = [control.text]
        elif control["type"] in {"radio", "checkbox"} and not control.has_attr("checked"):
            values = []
        else:
            values = [control.get("value", "")]
        sent.setdefault(control["name"], []).extend(values)
    assert paper.read(sent, "q3", body, SEED) == payload


@every_kind
@some
@given(st.data())
def test_review_and_paper_can_be_drawn_for_every_answer(kind: str, data: st.DataObject) -> None:
    body, key = data.draw(authored.EVERY[kind])
    payload = data.draw(authored.payloads(kind, body, key))
    paper = KINDS[kind].paper
    assert page(kind, "review", shown=paper.review(body, key, payload)).get_text(strip=True)
    printed = page(kind, "print", shown=paper.present(body, SEED), number=12)
    assert printed.get_text().strip().startswith("12.")
    assert not printed.select("input, select, textarea, button, a, [style]")


def test_a_paper_holds_every_option_row_and_entry() -> None:
    body = {
        "stem": "连一连。",
        "left": [{"id": "l1", "text": "议案"}, {"id": "l2", "text": "建议"}],
        "right": [{"id": "r1", "text": "十人"}, {"id": "r2", "text": "一人"}],
    }
    shown = KINDS["matching"].paper.present(body, SEED)
    told = page("matching", "print", shown=shown, number=1).get_text()
    assert all(text in told for text in ("议案", "建议", "十人", "一人"))


@pytest.mark.parametrize(
    ("kind", "words"),
    [("numeric", "数值题"), ("multiple_choice", "选出所有正确的"), ("short_answer", "简答题")],
)
def test_a_kind_is_called_by_its_name(kind: str, words: str) -> None:
    assert words in render_to_string("components/kind_name.html", {"kind": kind})
