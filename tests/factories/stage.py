"""Both congresses with one of everything that an address can name, and the whole cast on it.

Built once for a whole matrix of requests; see `standing_stage` in tests/architecture/conftest.py.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any
from uuid import uuid4

from django.core.files.base import ContentFile
from django.db.models import Model
from django.utils import timezone
from wagtail.admin.models import EditingSession
from wagtail.models import Collection, Page, Task, UploadedFile, Workflow

from cms.models import (
    Attachment,
    Correspondence,
    Drawing,
    KnowledgePoint,
    LawReview,
    Picture,
    Provision,
    Statute,
    StatuteVersion,
)
from courses.catalogue.copying import CopyPlan, copy_programme
from courses.models import (
    Category,
    ImportJob,
    ImportRow,
    KeyAmendment,
    LessonPage,
    Question,
    Quiz,
    SimilarPair,
)
from courses.quizzes.printing.services import print_papers
from tests.factories import hours, questions, writing
from tests.factories.diagnosed import over_and_under_way
from tests.factories.essays import short_answer
from tests.factories.media import recording
from tests.factories.people import appear
from tests.factories.side import Side, picture_file
from tests.factories.stage_class import furnish
from tests.factories.world import moment, quiz_of, world
from training.cohorts.models import Enrolment
from training.learning.attempts import services
from training.learning.attempts.analysis.services import analyse
from training.learning.attempts.invigilation.keying import services as keying
from training.learning.attempts.invigilation.keying.papers import STANDARD, paper_form
from training.learning.attempts.marking import mark
from training.learning.attempts.models import Attempt, AttemptItem
from training.learning.attempts.objections.services import raise_objection
from training.learning.attempts.regrading.decisions import Decision
from training.learning.attempts.regrading.rehearsal import basis
from training.learning.attempts.regrading.services import decide, go_on
from training.learning.attempts.saving import save_whole_form
from training.learning.daily.answering import Given
from training.learning.daily.answering import answer as review_answer
from training.learning.notes.models import Note
from training.learning.notes.services import save_note
from training.learning.plan.models import PlanItem
from training.learning.progress.acts import acts_of
from training.learning.waivers.services import Ground, Kind, waive
from training.packs.desk import PUBLIC, prepare_desk
from training.people.models import User

HERE = ("wang", "chen", "li", "shen", "zhang", "admin")


@dataclass
class Stage:
    """定海 with its people, 外县 with 赵代表."""

    here: Side
    there: Side
    cast: dict[str, User]


def _law(side: Side) -> None:
    """Law is shared by all congresses; each side asks for an article of its own."""
    key = side.world.congress.pk
    statute = side.keep(Statute.objects.create(title=f"代表法 {key}"))
    version = side.keep(
        StatuteVersion.objects.create(
            key=f"law-{key}", statute=statute, label="2025年", adopted_on=moment(1, 1).date()
        )
    )
    article = side.keep(
        Provision.objects.create(
            version=version, number=7, article="第七条", heading="题", gist="释"
        )
    )
    old = StatuteVersion.objects.create(
        key=f"old-{key}",
        statute=statute,
        label="2015年",
        adopted_on=moment(0, 1).date(),
        replaced_by=version,
    )
    third = Provision.objects.create(version=old, number=3, article="第三条")
    Correspondence.objects.create(
        old_version=old, new_version=version, old=third, new=article, change="changed"
    )
    side.keep(
        LawReview.objects.create(
            content_type=_type_of(Question),
            object_id=str(side.world.questions[0].pk),
            provision=third,
            version=version,
            opened_at=moment(0, 2),
        )
    )
    side.keep(KnowledgePoint.objects.create(key=f"point-{key}", name="知识点"))
    side.keep(Drawing.objects.create(key=f"path-{key}", title="路", alt="路", svg="<svg></svg>"))


def _uploads(side: Side) -> None:
    """A picture and a document in the congress's own collection, and two half-finished uploads."""
    key, name = side.world.congress.key, side.world.congress.name
    collection = Collection.objects.get(name=name)
    side.keep(collection)
    side.keep(
        Picture.objects.create(
            title=f"图 {name}", file=picture_file(f"{key}.png"), collection=collection
        )
    )
    side.keep(
        Attachment.objects.create(
            title=f"件 {name}", file=ContentFile(b"text", f"{key}.txt"), collection=collection
        )
    )
    for kind, file in (
        (Picture, picture_file(f"{key}-up.png")),
        (Attachment, ContentFile(b"text", f"{key}-up.txt")),
    ):
        side.named[f"upload {kind._meta.label_lower}"] = UploadedFile.objects.create(
            for_content_type=_type_of(kind), file=file, uploaded_by_user=side.colleague
        )


def _type_of(model: type[Model]) -> Any:
    from django.contrib.contenttypes.models import ContentType

    return ContentType.objects.get_for_model(model, for_concrete_model=False)


def _reviewed(side: Side, content: Any) -> None:
    """A draft of some content, handed in for review."""
    label = content._meta.label_lower
    revision = content.save_revision(user=side.colleague)
    content.refresh_from_db()
    state = content.get_workflow().start(content, side.colleague)
    side.named[f"revision {label}"] = revision
    side.named[f"workflow {label}"] = state
    side.named[f"task {label}"] = state.current_task_state


def _content(side: Side) -> None:
    """The rows of the bank and the pages, the case and every question under review."""
    told = side.world
    newer = [questions.numeric(told.root), questions.short_answer(told.root)]
    for question in (*told.questions, *newer):
        question.stem = f"{told.congress.name}：{question.stem}"
        question.save()
        side.keep(question)
        _reviewed(side, question)
    bank = side.keep(Question.objects.non_polymorphic().get(pk=told.questions[0].pk))
    for what in ("revision", "workflow", "task"):
        side.named[f"{what} {bank._meta.label_lower}"] = side.named[
            f"{what} {told.questions[0]._meta.label_lower}"
        ]
    side.keep(Category.objects.get(owner_root=told.root))
    side.keep(told.final)
    _reviewed(side, told.case)
    told.lesson.save_revision(user=side.colleague).publish()
    side.named["lesson revision"] = LessonPage.objects.get(pk=told.lesson.pk).latest_revision
    side.named["course"] = told.lesson.get_parent()
    side.named["session"] = EditingSession.objects.create(
        user=side.colleague,
        content_type=_type_of(LessonPage),
        object_id=str(told.lesson.pk),
        last_seen_at=timezone.now(),
    )


def _titles(side: Side) -> None:
    """Every title names its congress, so that a page that shows it gives itself away."""
    told = side.world
    for content in (told.programme, told.lesson, told.case, told.quiz, told.final):
        content.title = f"{content.title} {told.congress.name}"
        content.save()


def _practice(side: Side) -> None:
    """A practice question on the lesson."""
    lesson, root = side.world.lesson, side.world.root
    asked = questions.single(root, "X1", use=Question.Use.PRACTICE)
    lesson.body.append(("practice", {"question": asked}))
    lesson.save()
    side.named["practice"] = asked


def _recorded(side: Side) -> None:
    """A sound on the lesson."""
    lesson, root = side.world.lesson, side.world.root
    played = side.keep(recording(root, title=f"讲话 {side.world.congress.name}"))
    lesson.body.append(("audio", {"recording": played, "note": "", "required": False}))
    lesson.save()
    side.named["player"] = LessonPage.objects.get(pk=lesson.pk).body[-1].id


def _alike(side: Side) -> None:
    """Two questions that read alike."""
    first, second = sorted(question.pk for question in side.world.questions[:2])
    side.named["alike"] = SimilarPair.objects.update_or_create(
        first_id=first,
        second_id=second,
        defaults={"score": 0.6, "why": "stem", "found_at": timezone.now()},
    )[0]


def _imported(side: Side) -> None:
    """A question that came in from a file."""
    now, asked = timezone.now(), side.world.questions[0]
    job = ImportJob.objects.create(
        owner_root=side.world.root,
        by=side.colleague,
        name="题.xlsx",
        format="excel",
        state=ImportJob.State.APPLIED,
        created_at=now,
        applied_at=now,
    )
    version = asked.live_version
    ImportRow.objects.create(
        job=job,
        place=1,
        row=2,
        outcome=ImportRow.Outcome.NEW,
        kind=version.kind,
        number=asked.number,
        columns={"kind": "单选题", "stem": asked.stem},
        body=version.body,
        answer_key=version.answer_key,
        question_id=asked.pk,
    )
    side.named["import"] = job


def _copied(side: Side) -> None:
    """A copy of the programme for the next term, still a draft."""
    plan = CopyPlan(f"下一期 {side.world.congress.name}", f"{side.world.congress.key}-next", False)
    boss = User.objects.filter(is_superuser=True).first()
    side.named["copied"] = copy_programme(
        programme=side.world.programme, plan=plan, by=boss, now=timezone.now()
    )


def _sit(side: Side, quiz: Quiz) -> Attempt:
    return services.start(
        quiz=quiz,
        learner_id=side.learner.pk,
        enrolment=Enrolment.objects.get(learner=side.learner),
        now=timezone.now(),
    )


def _papers(side: Side) -> None:
    """The learner sits the final and has handed in form A, which is analysed."""
    now = timezone.now()
    side.named["open attempt"] = _sit(side, side.world.final)
    done = services.hand_in(attempt=_sit(side, side.world.quiz), now=now)
    side.named["marked attempt"] = mark(attempt=done, now=now)
    analyse(quiz=side.world.quiz, now=now)
    side.named["printed"] = print_papers(
        quiz=side.world.final, count=1, by=side.colleague, now=now
    )[0]
    _essay(side, now)
    _on_paper(side, now)
    _regraded(side, now)
    side.named["objection"] = raise_objection(
        attempt=done, position=1, text="第二个选项也说得通。", now=now
    )


def _regraded(side: Side, now: datetime) -> None:
    """Everybody was given full marks for the first question of form A."""
    wanted = Decision(
        version=side.world.questions[0].live_version,
        quiz=side.world.quiz,
        verb=KeyAmendment.Verb.FULL_MARKS,
        reason="两个选项都说得通。",
    )
    seen = basis(wanted)
    regrading = decide(decision=wanted, seen=seen, by=side.colleague, now=now)
    side.named["decision"] = go_on(regrading=regrading, seconds=9, now=now).amendment


def _on_paper(side: Side, now: datetime) -> None:
    """A paper of hers was keyed in."""
    quiz = quiz_of(side.world.root, "on-paper", [side.world.questions[0]])
    place = Enrolment.objects.get(learner=side.learner)
    sheet = keying.Sheet(quiz, place, paper_form(quiz, STANDARD), {}, now)
    side.named["paper sitting"] = keying.key_in(sheet=sheet, by=side.colleague, now=now)


def _essay(side: Side, now: datetime) -> None:
    """An answer waits for a person to mark it."""
    quiz = quiz_of(side.world.root, "essay", [short_answer(side.world.root)])
    sitting = _sit(side, quiz)
    save_whole_form(attempt=sitting, posted={"q1": ["先看，再问。"]}, device="form", now=now)
    mark(attempt=services.hand_in(attempt=sitting, now=now), now=now)
    side.named["essay item"] = AttemptItem.objects.get(attempt=sitting)
    side.named["essay"] = quiz


def _writing(side: Side) -> None:
    """A draft that waits for its marks, one under way, and both tasks; one is under review."""
    task, second = writing.task(side.world), writing.task(side.world, "motion")
    side.keep(task)
    side.keep(task.rubric)
    side.named["handed-in draft"] = writing.handed_in(side.learner, task)
    side.named["open draft"] = writing.written(side.learner, second)
    _reviewed(side, task)


def _note(side: Side) -> None:
    """The learner's own note on the lesson."""
    lesson = side.world.lesson
    told = {"activity": lesson.activity_uuid, "page_title": lesson.title}
    save_note(learner_id=side.learner.pk, text="记一笔", base=0, now=moment(1, 12), **told)
    side.named["note"] = Note.objects.get(learner=side.learner)


def _remembered(side: Side) -> None:
    """An answer in the learner's review."""
    asked, now = side.named["practice"], moment(1, 12)
    given = Given(
        question=asked.uuid,
        version=asked.live_version.uuid,
        turn=1,
        posted={"dont_know": ["1"]},
        client_id=uuid4(),
        occurred_at=now,
    )
    roots = [side.world.congress.key]
    side.named["review answer"] = review_answer(
        learner_id=side.learner.pk, roots=roots, given=given, now=now
    )


def _diagnosed(side: Side) -> None:
    """A diagnosis that is over, and one under way."""
    over, under_way = over_and_under_way(side.learner, side.world.root)
    side.named["told diagnosis"], side.named["diagnosis"] = over, under_way


def _waived(side: Side) -> None:
    """An item of hers was waived."""
    ground = Ground(kind=Kind.ADMINISTRATIVE, reason="值班未到", earlier={})
    place = Enrolment.objects.select_related("cohort__programme").get(learner=side.learner)
    boss = User.objects.filter(is_superuser=True).first()
    waive(enrolment=place, code="D1-1", ground=ground, by=boss, now=moment(1, 12))
    side.named["waiver"] = acts_of(side.learner.pk, place.pk)[0].statement_id


def _credited(side: Side) -> None:
    """An event with the learner on its list, the line it gave, and what she says about it."""
    congress = side.world.congress
    side.named["event"] = hours.event(congress, side.colleague, side.learner)
    side.named["hours line"] = hours.line_of(side.learner)
    side.named["appeal"] = hours.appeal(side.learner, congress)


def _planned(side: Side) -> None:
    """The lesson stands on the learner's plan."""
    side.named["plan item"] = PlanItem.objects.create(
        learner=side.learner,
        activity=side.world.lesson.activity_uuid,
        kind=PlanItem.Kind.LESSON,
        points=["rights"],
        reason="required",
        position=0,
        minutes=10,
        made_at=moment(1, 12),
    )


def _furnish(side: Side) -> Side:
    """One of everything."""
    _credited(side)
    _waived(side)
    _note(side)
    _titles(side)
    _law(side)
    _practice(side)
    _remembered(side)
    _recorded(side)
    _alike(side)
    _uploads(side)
    _papers(side)
    _writing(side)
    _content(side)
    _copied(side)
    _imported(side)
    _diagnosed(side)
    _planned(side)
    furnish(side)
    side.keep(side.learner)
    return side


def stage() -> Stage:
    """The two congresses, built through the services; half a minute's requests stand on it."""
    here, there = world(), world("waixian", "外县人民代表大会")
    cast = {who: appear(here, who) for who in HERE}
    cast["zhao"] = appear(there, "zhao")
    prepare_desk(by=None, today=timezone.localdate())
    public = Collection.objects.get(name=PUBLIC)
    sides = [
        _furnish(Side(here, cast["wang"], cast["li"])),
        _furnish(Side(there, cast["zhao"], cast["zhao"])),
    ]
    for side in sides:
        side.named["public picture"] = Picture.objects.create(
            title="图", file=picture_file("open.png"), collection=public
        )
        side.named["home"] = Page.objects.get(pk=here.root.get_parent().pk)
        side.keep(Workflow.objects.get(active=True))
        side.keep(Task.objects.get(active=True))
    return Stage(sides[0], sides[1], cast)
