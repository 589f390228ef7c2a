"""What is in an archive, and what never is: learners, accounts, single answers."""

import json
import zipfile
from pathlib import Path

import pytest
from django.apps import apps
from django.utils import timezone

from courses.models import LessonPage, Question
from tests.factories.people import appear
from tests.factories.world import World, moment
from training.learning.attempts import services
from training.learning.attempts.marking import mark
from training.learning.attempts.saving import save_whole_form
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.services import export_programme
from training.packs.archive.sorts import SORTS, travels
from training.people.owned import Owned

NOW = moment(5, 18)
MARKER = "SECRET-LEARNER-MARKER"


def everything_in(archive: Path) -> str:
    """All text of an archive, names of members included."""
    with zipfile.ZipFile(archive) as packed:
        parts = [packed.read(name).decode("utf-8", "replace") for name in packed.namelist()]
        return "\n".join([*packed.namelist(), *parts])


def test_nothing_of_learners_or_accounts_is_in_it(rich: World, tmp_path: Path):
    wang, li = appear(rich, "wang"), appear(rich, "li")
    for user in (wang, li):
        user.name = user.first_name = f"{MARKER}-{user.username}"
        user.save()
    for page in (rich.lesson, rich.case):
        page.owner = li
        page.save_revision(user=li).publish()
    question = Question.objects.get(owner_root=rich.root, number="PR-1")
    question.save_revision(user=li).publish()
    now = timezone.now()
    sitting = services.start(quiz=rich.quiz, learner_id=wang.pk, enrolment=None, now=now)
    save_whole_form(attempt=sitting, posted={"q1": [MARKER]}, device="form", now=now)
    mark(attempt=services.hand_in(attempt=sitting, now=now), now=now)
    target = tmp_path / "out.zip"
    export_programme(programme=rich.programme, target=target, now=NOW)
    text = everything_in(target)
    assert "权利与义务" in text
    assert MARKER not in text
    for model in apps.get_models():
        if issubclass(model, Owned):
            assert not travels(model)
            assert model._meta.label_lower not in text
    for secret in (str(wang.pk), str(li.pk), MARKER):
        assert secret not in text.replace("deliberate", "")


@pytest.mark.parametrize(
    "label",
    [
        "people.User",
        "courses.QuestionVersion",
        "courses.KeyAmendment",
        "courses.QuizStatistics",
        "courses.PrintedPaper",
        "cms.LoadedItem",
        "cms.CongressRootPage",
        "auth.Group",
        "cohorts.Cohort",
    ],
)
def test_what_may_travel_is_named_one_by_one(label: str):
    assert not travels(apps.get_model(label))


@pytest.mark.parametrize("label", SORTS)
def test_every_sort_named_exists(label: str):
    assert travels(apps.get_model(label))


def test_no_primary_key_is_in_it(rich: World, archive: Path):
    with zipfile.ZipFile(archive) as packed:
        for name in packed.namelist():
            if name.startswith("objects/"):
                content = json.loads(packed.read(name))
                assert {"id", "pk", "path", "owner"}.isdisjoint(content["fields"])


def test_a_link_that_leads_outside_loses_its_link_and_is_told(rich: World, tmp_path: Path):
    lesson = LessonPage.objects.get(pk=rich.lesson.pk)
    home = rich.root.get_parent()
    lesson.body.append(("text", f'<p>看<a linktype="page" id="{home.pk}">首页</a>吧</p>'))
    lesson.save_revision().publish()
    target = tmp_path / "out.zip"
    manifest = export_programme(programme=rich.programme, target=target, now=NOW)
    assert manifest.left_out == [f"权利与义务 → 《{home.title}》"]
    assert "<p>看首页吧</p>" in everything_in(target)


def test_a_programme_that_is_shared_is_not_exported(rich: World, tmp_path: Path):
    from cms.models import SharedRootPage
    from courses.models import ProgrammePage

    shared = rich.root.get_parent().add_child(instance=SharedRootPage(title="共享", slug="shared"))
    page = shared.add_child(instance=ProgrammePage(title="班", slug="b", key="shared-b"))
    with pytest.raises(ArchiveRefused, match="共享"):
        export_programme(programme=page, target=tmp_path / "out.zip", now=NOW)
