"""Formats for other systems never leave without the key."""

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command
from django.utils import timezone

from courses.exchange.errors import ExchangeRefused
from courses.exchange.exporting import Export, write_export
from courses.exchange.forms import ExportForm
from tests.factories import questions
from tests.factories.world import World
from training.people.models import User

FOREIGN = ("gift", "moodle_xml", "qti")


@pytest.mark.parametrize("name", FOREIGN)
def test_it_is_refused_with_what_to_do(dinghai: World, name: str) -> None:
    question = questions.single(dinghai.root, "X1")
    export = Export(dinghai.root.pk, name, [question.pk], with_key=False)
    with pytest.raises(ExchangeRefused, match="Word"):
        write_export(export=export, out=io.BytesIO(), by=None, now=timezone.now())


@pytest.mark.parametrize(("name", "refused"), [("gift", True), ("docx", False)])
def test_the_form_says_so_at_the_field(li: User, dinghai: World, name: str, refused: bool) -> None:
    form = ExportForm({"format": name, "key": "without"}, user=li)
    form.is_valid()
    assert ("key" in form.errors) is refused


def test_the_command_says_so_and_leaves_no_file(dinghai: World, tmp_path: Path) -> None:
    questions.single(dinghai.root, "X1")
    with pytest.raises(CommandError, match="答案"):
        call_command("export_questions", str(tmp_path / "题.gift"), "--without-key")
    assert list(tmp_path.iterdir()) == []
