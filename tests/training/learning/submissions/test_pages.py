"""A deputy's pages: begin, write with and without a script, hand in, read the marks, revise."""

from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import WritingTask
from tests.counting import at_most
from tests.factories import writing
from tests.factories.world import PASSWORD, World, moment
from tests.factories.writing import GOOD, TEXT, WEAK, handed_in, judged, written
from training.learning.models import Draft, DraftStep, Submission
from training.learning.submissions import saving
from training.people.models import User

pytestmark = pytest.mark.django_db


@pytest.fixture
def task(dinghai: World) -> WritingTask:
    made = writing.task(dinghai, least_characters=300)
    writing.ask_for(dinghai, made, moment(1, 8))
    return made


def address(name: str, draft: Draft) -> str:
    return reverse(f"writing:{name}", args=[draft.pk])


def test_from_the_list_to_the_draft(as_wang: Client, task: WritingTask):
    page = as_wang.get(reverse("writing:tasks"))
    assert str(task) in page.content.decode()
    page = as_wang.get(reverse("writing:task", args=[task.uuid]))
    assert "C3 的样子" in page.content.decode()  # the rubric in words
    reply = as_wang.post(reverse("writing:start", args=[task.uuid]), follow=True)
    told = reply.content.decode()
    assert "四问" in told
    assert Draft.objects.get().state == Draft.State.WRITING


def test_looking_writes_nothing(as_wang: Client, task: WritingTask):
    as_wang.get(reverse("writing:task", args=[task.uuid]))
    assert not Draft.objects.exists()


def test_a_form_without_script_saves_and_goes_on(as_wang: Client, wang: User, task: WritingTask):
    draft = written(wang, task)
    step = saving.standing(draft).step
    reply = as_wang.post(
        address("save", draft), {**TEXT, "cause": "改过的案由", "base_step": step}, follow=True
    )
    assert "已保存" in reply.content.decode()
    assert saving.standing(draft).parts["cause"] == "改过的案由"
    reply = as_wang.post(address("save", draft), {**TEXT, "then": "hand_in"})
    assert reply.url == address("hand_in", draft)


def test_a_form_that_overwrites_another_device_shows_its_text(
    as_wang: Client, wang: User, task: WritingTask
):
    draft = written(wang, task)
    page = as_wang.post(address("save", draft), {"cause": "旧页面上写的", "base_step": 0})
    assert "另一台设备上的文字" in page.content.decode()
    assert TEXT["grounds"] in page.content.decode()


def test_a_script_is_told_the_step_and_the_other_text(
    as_wang: Client, wang: User, task: WritingTask
):
    draft = written(wang, task)
    sent = {"device": "d2", "seq": "1", "client_id": str(uuid4()), "cause": "新"}
    told = as_wang.post(address("save", draft), sent).json()
    assert (told["step"], told["other"]["cause"]) == (2, TEXT["cause"])
    assert as_wang.post(address("save", draft), sent).json()["step"] == 2
    assert DraftStep.objects.count() == 2


@pytest.mark.parametrize("broken", [{"seq": "x"}, {"client_id": "no"}, {"base_step": "y"}])
def test_nonsense_is_refused(
    as_wang: Client, wang: User, task: WritingTask, broken: dict[str, str]
):
    sent = {"device": "d2", "seq": "1", "client_id": str(uuid4()), **broken}
    reply = as_wang.post(address("save", written(wang, task)), sent)
    assert reply.status_code == 400


def test_too_long_a_text_stays_on_the_page(as_wang: Client, wang: User, task: WritingTask):
    long = "字" * 20_001
    reply = as_wang.post(address("save", written(wang, task)), {"plan": long})
    assert reply.status_code == 400
    assert long in reply.content.decode()


def test_the_confirm_page_lists_what_is_empty(as_wang: Client, wang: User, task: WritingTask):
    draft = written(wang, task, text={"title": "一个标题"})
    page = as_wang.get(address("hand_in", draft)).content.decode()
    assert "还空着" in page
    assert "案据" in page
    assert not Submission.objects.exists()
    as_wang.post(address("hand_in", draft))
    as_wang.post(address("hand_in", draft))
    assert Submission.objects.count() == 1


def test_taken_back_on_the_page(as_wang: Client, wang: User, task: WritingTask):
    draft = handed_in(wang, task)
    assert "等评阅" in as_wang.get(address("draft", draft)).content.decode()
    as_wang.post(address("take_back", draft))
    assert Draft.objects.get().state == Draft.State.WRITING


def test_the_marks_tell_the_level_and_what_the_next_would_need(
    as_wang: Client, wang: User, li: User, task: WritingTask
):
    draft = handed_in(wang, task)
    judged(draft, WEAK, li, comment="先留一件事。")
    page = as_wang.get(address("draft", draft)).content.decode()
    for told in ("21.25", "不合格", "D1 的样子", "D2 的样子", "先留一件事。", TEXT["plan"]):
        assert told in page
    as_wang.post(reverse("writing:start", args=[task.uuid]))
    assert Draft.objects.count() == 2
    assert "21.25" in as_wang.get(address("draft", draft)).content.decode()


def test_the_text_can_be_taken_along(as_wang: Client, wang: User, task: WritingTask):
    reply = as_wang.get(address("text", written(wang, task)))
    assert reply["Content-Type"].startswith("text/plain")
    assert "案据：\n走访 18 户" in reply.content.decode()


class TestHome:
    """The home page speaks of what is under way, marked, or due."""

    def home(self, client: Client) -> str:
        return client.get(reverse("portal:home")).content.decode()

    def test_a_draft_under_way(self, as_wang: Client, wang: User, task: WritingTask):
        written(wang, task)
        assert "还没交的稿子" in self.home(as_wang)

    def test_a_draft_waiting_needs_nothing(self, as_wang: Client, wang: User, task: WritingTask):
        handed_in(wang, task)
        assert "稿子" not in self.home(as_wang).replace("去写稿子", "")

    def test_marks_until_read(self, as_wang: Client, wang: User, li: User, task: WritingTask):
        draft = handed_in(wang, task)
        judged(draft, GOOD, li)
        assert "稿子评好了" in self.home(as_wang)
        as_wang.post(address("seen", draft))
        assert "稿子评好了" not in self.home(as_wang)

    def test_a_draft_to_mend(self, as_wang: Client, wang: User, li: User, task: WritingTask):
        draft = handed_in(wang, task)
        judged(draft, WEAK, li)
        as_wang.post(address("seen", draft))
        assert "稿子要再改一改" in self.home(as_wang)

    def test_the_record_names_what_is_missing(self, as_wang: Client, task: WritingTask):
        page = as_wang.get(reverse("portal:record")).content.decode()
        assert "一份评阅合格的稿子" in page


class TestDoors:
    """Nobody else's draft can be found."""

    @pytest.mark.parametrize("name", ["draft", "text", "hand_in"])
    def test_by_the_stranger(self, as_zhao: Client, wang: User, task: WritingTask, name: str):
        assert as_zhao.get(address(name, written(wang, task))).status_code == 404

    def test_nor_the_task(self, as_zhao: Client, task: WritingTask):
        assert as_zhao.get(reverse("writing:task", args=[task.uuid])).status_code == 404

    def test_a_task_not_published_is_not_there(self, as_wang: Client, dinghai: World):
        hidden = writing.task(dinghai, "hidden", live=False)
        assert as_wang.get(reverse("writing:task", args=[hidden.uuid])).status_code == 404

    def test_signed_out_the_text_is_carried_over_the_sign_in(
        self, client: Client, wang: User, task: WritingTask
    ):
        draft = written(wang, task)
        reply = client.post(address("save", draft), {**TEXT, "cause": "离开前写的"})
        assert reply.status_code == 401
        carried = reply.context["carried"]
        client.post(
            address("resume", draft), {"login": "wang", "password": PASSWORD, "carried": carried}
        )
        assert saving.standing(draft).parts["cause"] == "离开前写的"


class TestQueries:
    """As many queries however much is written."""

    def test_the_page_to_write_on(self, as_wang: Client, wang: User, task: WritingTask):
        draft = written(wang, task)
        with at_most(9):
            as_wang.get(address("draft", draft))

    def test_the_list(self, as_wang: Client, wang: User, li: User, task: WritingTask):
        judged(handed_in(wang, task), WEAK, li)
        handed_in(wang, task, at=moment(3, 12))
        with at_most(9):
            as_wang.get(reverse("writing:tasks"))
