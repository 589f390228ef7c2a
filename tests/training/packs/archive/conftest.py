"""A programme that uses everything, its archive, and a second congress without content."""

from datetime import date
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.utils import timezone
from wagtail.models import Collection

from cms.models import (
    Attachment,
    CaptionTrack,
    CongressRootPage,
    Correspondence,
    Drawing,
    KnowledgePoint,
    Picture,
    Provision,
    Statute,
    StatuteVersion,
)
from courses.models import (
    CaseQuestion,
    CoursePage,
    LessonPage,
    LessonPrerequisite,
    Quiz,
    QuizSection,
    QuizSlot,
)
from tests.factories import media, questions, writing
from tests.factories.stage import picture_file
from tests.factories.world import World, congress, home, moment
from training.packs.archive.applying import Applied
from training.packs.archive.planning import Plan
from training.packs.archive.services import export_programme, import_programme, look_at
from training.people.models import Congress

NOW = moment(5, 18)
SVG = '<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 4 4"><path d="M0 0h4"/></svg>'


def _law() -> Provision:
    law = Statute.objects.create(title="代表法")
    new, old = (
        StatuteVersion.objects.create(
            key=f"dbf-{year}", statute=law, label=f"{year}年", adopted_on=date(year, 3, 11)
        )
        for year in (2025, 2015)
    )
    articles = [
        Provision.objects.create(
            version=version, number=7, article="第七条", heading="提建议", gist="一人可以提。"
        )
        for version in (new, old)
    ]
    Correspondence.objects.create(
        old_version=old, new_version=new, old=articles[1], new=articles[0]
    )
    return articles[0]


def _blocks(world: World, article: Provision) -> list[tuple[str, Any]]:
    collection = Collection.get_first_root_node().add_child(name=world.congress.name)
    picture = Picture.objects.create(
        title="图", file=picture_file("one.png"), collection=collection
    )
    paper = Attachment.objects.create(
        title="件", file=ContentFile(b"text", "paper.txt"), collection=collection
    )
    drawing = Drawing.objects.create(key="road", title="路", alt="路", svg=SVG)
    asked = questions.single(world.root, "PR-1", use="practice")
    text = (
        f'<p>先看<a linktype="page" id="{world.lesson.pk}">第一课</a>，'
        f'再看<a linktype="document" id="{paper.pk}">附件</a>。</p>'
    )
    return [
        ("text", text),
        ("law", {"provision": article.pk, "detail": "第一款", "text": "<p>这样用</p>"}),
        ("picture", {"image": {"image": picture.pk, "decorative": False, "alt_text": "图"}}),
        ("drawing", {"drawing": drawing.pk}),
        ("practice", {"question": asked.pk}),
        ("case", {"case": world.case.pk, "why": "看"}),
    ]


def _heard_and_written(world: World) -> tuple[str, dict[str, Any]]:
    """An audio recording with captions for the lesson, and a writing task on the timetable; the
    case has a question made from its decision point."""
    heard = media.recording(world.root, title="录音")
    subtitles = "WEBVTT\n\n00:00.000 --> 00:01.000\n大家好\n".encode()
    CaptionTrack.objects.create(recording=heard, file=ContentFile(subtitles, "zh.vtt"))
    asked = writing.task(world)
    world.programme.sessions.filter(code="D2-2").update(task=asked)
    CaseQuestion.objects.create(
        case=world.case,
        block=world.case.decisions()[0].id,
        question=world.questions[0],
        made_at=NOW,
    )
    kind = "video" if heard.is_video else "audio"
    return kind, {"recording": heard.pk, "note": "听", "required": False}


def _drawing_quiz(world: World) -> None:
    """The final draws by knowledge point; the question it may draw is named nowhere."""
    point = KnowledgePoint.objects.create(key="budget", name="预算")
    drawn = questions.single(world.root, "DR-1")
    drawn.points.add(point)
    drawn.save()
    drawn.save_revision().publish()
    section = QuizSection.objects.create(quiz=world.final, title="抽题", sort_order=9)
    QuizSlot.objects.create(section=section, draw_points="budget", draw_count=1)


@pytest.fixture
def rich(dinghai: World) -> World:
    """定海's programme with a second lesson that uses every sort of content."""
    course = CoursePage.objects.child_of(dinghai.programme).get()
    listed = [*_blocks(dinghai, _law()), _heard_and_written(dinghai)]
    body = [{"type": name, "value": value} for name, value in listed]
    second = course.add_child(instance=LessonPage(title="第二课", slug="d1-2", body=body))
    second.points.add(KnowledgePoint.objects.create(key="role", name="代表是谁"))
    second.save()
    LessonPrerequisite.objects.create(lesson=second, first=dinghai.lesson, required=True)
    _drawing_quiz(dinghai)
    for page in (course, second, dinghai.lesson, dinghai.case, dinghai.programme):
        page.save_revision().publish()
    return dinghai


@pytest.fixture
def archive(rich: World, tmp_path: Path) -> Path:
    """The archive of that programme."""
    target = tmp_path / "five-days.zip"
    export_programme(programme=rich.programme, target=target, now=NOW)
    return target


@pytest.fixture
def empty(dinghai: World) -> CongressRootPage:
    """外县, with a root and nothing below it."""
    here: Congress = congress("waixian", "外县人民代表大会")
    Collection.get_first_root_node().add_child(name=here.name)
    root: CongressRootPage = home().add_child(
        instance=CongressRootPage(title=here.name, slug="waixian", congress_key="waixian")
    )
    return root


@pytest.fixture
def bring_in():
    """Imports a file below a root as an editor does."""

    def bring(
        source: Path, root: CongressRootPage, *, take: set[str] = frozenset(), publish: bool = True
    ) -> Applied:
        return import_programme(
            source=source,
            root=root,
            take=frozenset(take),
            by=None,
            publish=publish,
            now=timezone.now(),
        )

    return bring


@pytest.fixture
def look():
    """What importing would do."""

    def plan(source: Path, root: CongressRootPage) -> Plan:
        return look_at(source=source, root=root)

    return plan


def statuses(plan: Plan) -> dict[str, int]:
    """How many pieces of each status; those without any are left out."""
    told = {status: len(refs) for status, refs in plan.as_json().items()}
    return {status: count for status, count in told.items() if count}


def quiz_here(root: CongressRootPage, key: str) -> Quiz:
    """A quiz of a congress by key."""
    return Quiz.objects.get(owner_root=root, key=key)
