"""Loading writes what a pack has, once, and never over a person's work."""

import json
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from wagtail.models import Page, Site

from cms.core.models import LoadedItem
from cms.models import CaseStudyPage, HomePage, KnowledgePoint, PointPrerequisite, Provision
from courses.models import (
    Category,
    LessonPage,
    MatchingQuestion,
    ProgrammePage,
    Question,
    QuestionVersion,
    Quiz,
)
from courses.questions.services import frozen_content
from tests.training.packs.conftest import Folder
from training.packs.report import PackRefused

pytestmark = pytest.mark.django_db

LESSON, CASE, BANK = "lessons/D1-1.md", "cases/C01.md", "questions/role.yaml"


def question(number: str) -> Question:
    """A question with its kind's own fields."""
    return Question.objects.get(number=number)


def test_the_page_tree_stands(loaded: Folder):
    paths = {page.url_path for page in Page.objects.filter(depth__gt=1)}
    assert {
        "/home/",
        "/home/help/",
        "/home/dinghai/anli/c01/",
        "/home/dinghai/wutian/day-1/d1-1/",
    } <= paths
    assert Site.objects.get(is_default_site=True).root_page.specific == HomePage.objects.get()
    assert not Page.objects.filter(title__startswith="Welcome").exists()
    assert not Page.objects.filter(live=False, depth__gt=1).exists()


def test_a_lesson_has_sections_points_and_minutes(loaded: Folder):
    lesson = LessonPage.objects.get()
    assert [section.title for section in lesson.sections()] == ["权力从哪里来", "想一想"]
    assert [point.key for point in lesson.points.all()] == ["role"]
    assert lesson.minutes == 5
    practice = next(block for block in lesson.body if block.block_type == "practice")
    assert practice.value["question"].number == "Q002"


def test_sessions_lead_to_lesson_and_quiz(loaded: Folder):
    sessions = ProgrammePage.objects.get().sessions.order_by("starts")
    assert [(s.code, s.required) for s in sessions] == [
        ("D1-0", True),
        ("D1-1", True),
        ("D1-2", False),
    ]
    assert sessions[0].quiz == Quiz.objects.get(key="form-a")
    assert sessions[1].lesson == LessonPage.objects.get()


def test_ready_questions_are_frozen_and_others_wait_as_drafts(loaded: Folder):
    assert question("Q001").live_version.body["options"][0]["text"] == "由选民直接选举"
    waiting = question("Q015")
    assert not waiting.live
    assert waiting.has_unpublished_changes
    assert waiting.live_version is None


def test_sources_end_the_explanation(loaded: Folder):
    told = question("Q002").live_version.answer_key["explanation"]
    assert told == "可以提意见，不直接处理。来源：《今日定海》2023-02-16第4版。"


def test_matching_keeps_a_distractor(loaded: Folder):
    pairs = MatchingQuestion.objects.get(number="Q013").live_version
    assert len(pairs.body["left"]) == 2
    assert len(pairs.body["right"]) == 3


def test_loading_again_changes_nothing(loaded: Folder):
    before = (Page.objects.count(), QuestionVersion.objects.count(), LoadedItem.objects.count())
    stamps = dict(LoadedItem.objects.values_list("key", "loaded_at"))
    report = loaded.load()
    assert not report.created
    assert not report.updated
    assert not report.left
    assert not report.gone
    after = (Page.objects.count(), QuestionVersion.objects.count(), LoadedItem.objects.count())
    assert after == before
    assert dict(LoadedItem.objects.values_list("key", "loaded_at")) == stamps


def test_layout_and_comments_are_not_changes(loaded: Folder):
    loaded.edit("points.yaml", "- key: role", "# 说明\n- key:   role")
    assert not loaded.load().updated


def test_a_changed_lesson_follows_the_pack(loaded: Folder):
    headings = {s.title: s.key for s in LessonPage.objects.get().sections()}
    loaded.edit(LESSON, "一切权力属于**人民**。", "权力是人民的。\n\n## 又一节\n\n新的。")
    report = loaded.load()
    assert report.updated == ["lesson:D1-1"]
    lesson = LessonPage.objects.get()
    assert headings.items() <= {s.title: s.key for s in lesson.sections()}.items()
    assert "权力是人民的" in str(lesson.body)
    assert not lesson.has_unpublished_changes


def test_a_changed_question_gets_a_new_version_and_keeps_its_options(loaded: Folder):
    old = question("Q001").live_version
    ids = {option["text"]: option["id"] for option in old.body["options"]}
    loaded.edit(
        BANK,
        "  - {text: 由选民直接选举, right: true}\n  - {text: 由常委会任命",
        "  - {text: 由常委会任命",
    )
    loaded.edit(
        BANK,
        "  - {text: 由上级推荐}",
        "  - {text: 由上级推荐}\n  - {text: 由选民直接选举, right: true}",
    )
    assert loaded.load().updated == ["question:Q001"]
    new = question("Q001").live_version
    assert new.num == old.num + 1
    assert {option["text"]: option["id"] for option in new.body["options"]} == ids


def test_a_reworded_option_keeps_its_place(loaded: Folder):
    before = question("Q001").live_version.body["options"]
    loaded.edit(BANK, "{text: 由上级推荐}", "{text: 由上级机关推荐}")
    loaded.load()
    after = question("Q001").live_version.body["options"]
    assert [option["id"] for option in after] == [option["id"] for option in before]


def test_parts_of_a_case_group_keep_their_options(loaded: Folder):
    before = question("Q003").live_version.body["parts"][0]["body"]["options"]
    loaded.edit(BANK, "{text: 发朋友圈, why: 还没核实。}", "{text: 先发朋友圈, why: 还没核实。}")
    loaded.load()
    after = question("Q003").live_version
    options = after.body["parts"][0]["body"]["options"]
    assert [option["id"] for option in options] == [option["id"] for option in before]
    assert list(after.answer_key["parts"][0]["why"].values()) == ["还没核实。"]


def test_a_locally_edited_page_is_left_and_listed(loaded: Folder):
    case = CaseStudyPage.objects.get()
    case.title = "站上改的"
    case.save_revision().publish()
    loaded.edit(CASE, "title: 红灯", "title: 黄灯")
    report = loaded.load()
    assert [(left.key, left.file, left.reason) for left in report.left] == [
        ("case:C01", CASE, "changed")
    ]
    assert CaseStudyPage.objects.get().title == "站上改的"
    assert loaded.load().left, "it is listed until somebody decides"


def test_a_draft_is_left_and_listed(loaded: Folder):
    case = CaseStudyPage.objects.get()
    case.title = "还在改"
    case.save_revision()
    loaded.edit(CASE, "title: 红灯", "title: 黄灯")
    assert [left.reason for left in loaded.load().left] == ["draft"]
    assert CaseStudyPage.objects.get().get_latest_revision_as_object().title == "还在改"


def test_a_locally_edited_question_is_left_and_listed(loaded: Folder):
    edited = question("Q002")
    edited.stem = "站上改过的题干"
    edited.save()
    edited.save_revision().publish()
    loaded.edit(BANK, "stem: 代表可以当场处理问题。", "stem: 内容包改过的题干。")
    assert [left.key for left in loaded.load().left] == ["question:Q002"]
    assert question("Q002").live_version.body["stem"] == "站上改过的题干"


@pytest.mark.parametrize("key", ["case:C01", "C01"])
def test_the_packs_version_can_be_taken(loaded: Folder, key: str):
    case = CaseStudyPage.objects.get()
    case.title = "站上改的"
    case.save_revision().publish()
    report = loaded.load(key)
    assert report.updated == ["case:C01"]
    assert CaseStudyPage.objects.get().title == "红灯"
    assert not loaded.load().updated


def test_a_key_that_does_not_exist_is_told(loaded: Folder):
    assert loaded.load("C99", "C01").unknown == ["C99"]


def test_what_the_office_added_to_an_article_stays(loaded: Folder):
    Provision.objects.filter(number=7).update(official_text="第七条　……")
    loaded.edit("law/provisions.yaml", "gist: 代表有八项权利。", "gist: 八项权利。")
    assert loaded.load().updated == ["provision:dbf-2025/7"]
    provision = Provision.objects.get(number=7)
    assert (provision.gist, provision.official_text) == ("八项权利。", "第七条　……")


def test_a_deleted_page_is_not_brought_back(loaded: Folder):
    CaseStudyPage.objects.get().delete()
    assert not loaded.load().left
    loaded.edit(CASE, "title: 红灯", "title: 黄灯")
    assert [left.reason for left in loaded.load().left] == ["deleted"]
    assert not CaseStudyPage.objects.exists()
    loaded.edit(LESSON, "一切权力属于**人民**。", "权力属于人民。")
    loaded.load()
    assert "case" not in [block.block_type for block in LessonPage.objects.get().body]


def test_nothing_is_deleted_when_the_pack_lets_it_go(loaded: Folder):
    loaded.edit("quizzes.yaml", ", Q014]", "]")
    text = (loaded.path / "questions/session.yaml").read_text(encoding="utf-8")
    before, _found, after = text.partition("- key: Q014")
    rest = after[after.index("- key: Q015") :]
    (loaded.path / "questions/session.yaml").write_text(before + rest, encoding="utf-8")
    report = loaded.load()
    assert report.gone == ["question:Q014"]
    assert question("Q014").live


def test_something_of_the_same_name_is_not_taken_over(db: None, folder: Folder):
    KnowledgePoint.objects.create(key="role", name="别人的")
    report = folder.load()
    assert [(left.key, left.reason) for left in report.left] == [("point:role", "foreign")]
    assert KnowledgePoint.objects.get(key="role").name == "别人的"
    assert frozen_content(question("Q001"))["points"] == ["role"]


def test_a_question_does_not_change_its_kind(loaded: Folder):
    loaded.edit(BANK, "  kind: true_false", "  kind: fill_blank")
    loaded.edit(
        BANK,
        "  stem: 代表可以当场处理问题。\n  answer: false",
        "  stem: 提议案要____人。\n  blanks: [[十]]",
    )
    with pytest.raises(PackRefused, match=r"questions/role\.yaml 第 16 行：题目“Q002”的题型变了"):
        loaded.load()
    assert question("Q002").live_version.kind == "true_false"


def test_a_file_goes_in_whole_or_not_at_all(loaded: Folder):
    loaded.edit(BANK, "stem: 区人大代表怎样产生？", "stem: 改过的第一题。")
    loaded.edit(BANK, "  kind: true_false", "  kind: fill_blank")
    loaded.edit(
        BANK,
        "  stem: 代表可以当场处理问题。\n  answer: false",
        "  stem: 提议案要____人。\n  blanks: [[十]]",
    )
    with pytest.raises(PackRefused):
        loaded.load()
    assert question("Q001").stem == "区人大代表怎样产生？"


def test_nothing_is_written_while_anything_is_wrong(db: None, folder: Folder):
    folder.edit(BANK, "{text: 由选民直接选举, right: true}", "{text: 由选民直接选举}")
    said = StringIO()
    with pytest.raises(CommandError, match="没有装载任何内容"):
        call_command("load_pack", str(folder.path), stderr=said)
    assert "questions/role.yaml 第 8 行：“options”单选题要有且只有一个正确选项" in said.getvalue()
    assert not LoadedItem.objects.exists()
    assert not KnowledgePoint.objects.exists()


def test_the_command_reports_in_json(db: None, folder: Folder):
    said = StringIO()
    call_command("load_pack", str(folder.path), "--json", stdout=said)
    report = json.loads(said.getvalue())
    assert report["created"] > 40
    assert report["left"] == []


def test_loaded_pages_and_questions_are_found(loaded: Folder):
    from wagtail.search.backends import get_search_backend

    search = get_search_backend().search
    assert [page.title for page in search("权力", LessonPage.objects.all())] == ["代表定位"]
    assert [q.number for q in search("怎样产生", Question.objects.all())] == ["Q001"]
    loaded.edit(LESSON, "title: 代表定位", "title: 站在哪里")
    loaded.load()
    assert [page.title for page in search("站在哪里", LessonPage.objects.all())] == ["站在哪里"]


def test_pages_are_left_out_when_the_page_above_them_was_deleted(loaded: Folder):
    CaseStudyPage.objects.get().get_parent().delete()
    assert not loaded.load().left
    loaded.edit(CASE, "title: 红灯", "title: 黄灯")
    assert [left.reason for left in loaded.load().left] == ["deleted"]
    assert [left.reason for left in loaded.load("C01").left] == ["homeless"]


def test_without_the_congress_root_nothing_goes_on(loaded: Folder):
    ProgrammePage.objects.get().sessions.update(lesson=None)
    Page.objects.get(url_path="/home/dinghai/wutian/").delete()
    Question.objects.non_polymorphic().update(owner_root=None)
    Quiz.objects.update(owner_root=None)
    Category.objects.update(owner_root=None)
    Page.objects.get(url_path="/home/dinghai/").delete()
    with pytest.raises(PackRefused, match="请加 --take-pack root:dinghai"):
        loaded.load()


def test_a_second_pack_shares_rows_that_say_the_same(loaded: Folder):
    loaded.edit("pack.yaml", "key: small", "key: other")
    report = loaded.load()
    left = {item.key.partition(":")[0] for item in report.left}
    assert "provision" not in left
    assert "point" not in left
    assert "question" in left


def test_the_order_of_points_is_loaded_and_a_persons_reason_stays(db: None, folder: Folder):
    """A pack may say what comes before what; the second load changes nothing."""
    (folder.path / "prerequisites.yaml").write_text(
        "- {before: role, after: session, reason: 先懂自己是谁。}\n", encoding="utf-8"
    )
    folder.load()
    row = PointPrerequisite.objects.get()
    assert (row.before.key, row.after.key, row.reason) == ("role", "session", "先懂自己是谁。")
    again = folder.load()
    assert (again.created, again.updated, again.left) == ([], [], [])
    PointPrerequisite.objects.update(reason="讲师改过的理由。")
    folder.edit("prerequisites.yaml", "先懂自己是谁。", "包里改了。")
    assert [left.reason for left in folder.load().left] == ["changed"]
    assert PointPrerequisite.objects.get().reason == "讲师改过的理由。"


def test_the_order_of_a_pack_closes_no_circle_with_that_of_the_site(db: None, folder: Folder):
    folder.load()
    role, session = (KnowledgePoint.objects.get(key=key) for key in ("role", "session"))
    PointPrerequisite.objects.create(before=session, after=role, reason="站上的。")
    (folder.path / "prerequisites.yaml").write_text(
        "- {before: role, after: session, reason: 先懂自己是谁。}\n", encoding="utf-8"
    )
    with pytest.raises(PackRefused, match="绕成一圈"):
        folder.load()
    assert PointPrerequisite.objects.count() == 1
