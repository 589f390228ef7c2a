"""A deputy asks, a trainer answers, it arrives; handing on, ending, and what is refused."""

from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from tests.factories.world import World, moment
from training.learning.enquiries import access, services
from training.learning.enquiries.errors import EnquiryRefused
from training.learning.enquiries.models import Enquiry, EnquiryMessage
from training.learning.enquiries.places import NOWHERE, place_at
from training.learning.enquiries.reminding import remind_unanswered
from training.learning.enquiries.services import About, Said
from training.notices.models import Notice
from training.people.models import AuditEvent, User

WORDS = "代表建议可以几个人一起提吗？"


def client_of(user: User) -> Client:
    """Somebody's browser."""
    client = Client()
    client.force_login(user)
    return client


def asked(world: World, wang: User, text: str = WORDS, **told: Any) -> Enquiry:
    """王代表's question, from no page in particular."""
    about = About(world.congress, world.cohort, NOWHERE)
    fields: dict[str, Any] = {"said": Said(uuid4(), text), "now": moment(1, 10), **told}
    return services.ask(learner=wang, about=about, **fields)


def answered(enquiry: Enquiry, by: User, seen: int = 1) -> Enquiry:
    """A trainer's answer."""
    said = Said(uuid4(), "可以，三人以上联名也行。", seen)
    return services.answer(enquiry=enquiry, said=said, by=by, now=moment(1, 15))


def test_a_question_carries_its_page_and_reaches_the_trainer_and_the_answer_the_inbox(
    dinghai: World, wang: User, li: User, as_li: Client
) -> None:
    deputy, trainer = client_of(wang), as_li
    lesson = deputy.get(dinghai.lesson.url).content.decode()
    link = f"/my/questions/ask/?from={dinghai.lesson.url}"
    assert link in lesson
    form = deputy.get(link).content.decode()
    assert dinghai.lesson.title in form
    assert "讲师会看到您的姓名" in form
    key = uuid4()
    for _again in range(2):  # pressed twice
        sent = deputy.post(link, {"asked": key, "text": WORDS, "section": ""}, follow=True)
    enquiry = Enquiry.objects.get()
    assert sent.redirect_chain[-1][0] == f"/my/questions/{enquiry.pk}/"
    assert (enquiry.learner, enquiry.activity) == (wang, dinghai.lesson.activity_uuid)
    assert enquiry.cohort == dinghai.cohort
    assert EnquiryMessage.objects.count() == 1

    queue = trainer.get("/admin/enquiries/").content.decode()
    assert WORDS in queue
    assert wang.name in queue
    assert "代表的提问" in trainer.get("/admin/", follow=True).content.decode()
    form = trainer.get(f"/admin/enquiries/{enquiry.pk}/").context["acts"].answer
    said = {
        "act": "answer",
        "answer-asked": form.initial["asked"],
        "answer-seen": 1,
        "answer-text": "可以联名。",
    }
    for _again in range(2):
        told = trainer.post(f"/admin/enquiries/{enquiry.pk}/", said, follow=True)
    assert "可以联名。" in told.content.decode()
    notice = Notice.objects.get(learner=wang, kind="enquiry_answered")
    assert notice.link == f"/my/questions/{enquiry.pk}/"
    page = deputy.get(notice.link).content.decode()
    assert "可以联名。" in page
    assert "已答复" in page
    assert AuditEvent.objects.filter(actor=li, action="enquiry.answered").count() == 1


def test_places_are_named_by_the_site_and_not_by_the_address(
    dinghai: World, elsewhere: World, wang: User
) -> None:
    assert place_at(wang, dinghai.case.url).title == dinghai.case.title
    assert place_at(wang, elsewhere.lesson.url) == NOWHERE
    assert place_at(wang, "//elsewhere.example/x/") == NOWHERE
    assert place_at(wang, "/nothing/of/ours/") == NOWHERE
    assert place_at(wang, "/" + "长" * 600) == NOWHERE


def test_a_place_on_the_page_can_be_chosen_and_only_one_that_is_there(
    dinghai: World, as_wang: Client
) -> None:
    place = place_at(User.objects.get(pk=as_wang.session["_auth_user_id"]), dinghai.lesson.url)
    link = f"/my/questions/ask/?from={dinghai.lesson.url}"
    made_up = {"asked": uuid4(), "text": WORDS, "section": "没有这一节"}
    as_wang.post(link, made_up)
    assert Enquiry.objects.count() == (0 if place.sections else 1)


def test_asking_back_lets_it_wait_again_even_when_it_was_ended(
    dinghai: World, wang: User, li: User
) -> None:
    enquiry = answered(asked(dinghai, wang), li)
    ended = services.close(enquiry=enquiry, said=Said(uuid4(), "", 2), by=li, now=moment(2, 9))
    assert ended.state == Enquiry.State.CLOSED
    said = Said(uuid4(), "那两个人行不行？")
    for _again in range(2):
        enquiry = services.follow_up(enquiry=ended, said=said, now=moment(2, 10))
    assert (enquiry.state, enquiry.waiting_since) == (Enquiry.State.WAITING, moment(2, 10))
    assert enquiry.messages_count == 4


def test_an_answer_to_what_has_changed_meanwhile_is_not_stored(
    dinghai: World, wang: User, li: User
) -> None:
    enquiry = asked(dinghai, wang)
    services.follow_up(enquiry=enquiry, said=Said(uuid4(), "我说的是闭会期间。"), now=moment(1, 11))
    with pytest.raises(EnquiryRefused) as refused:
        answered(enquiry, li, seen=1)
    assert refused.value.code == "changed_meanwhile"
    assert not EnquiryMessage.objects.filter(kind="answer").exists()


def test_nobody_ends_an_unanswered_question_without_a_word(
    dinghai: World, wang: User, li: User
) -> None:
    enquiry = asked(dinghai, wang)
    with pytest.raises(EnquiryRefused):
        services.close(enquiry=enquiry, said=Said(uuid4(), "", 1), by=li, now=moment(1, 11))
    said = Said(uuid4(), "和上一条重复了。", 1)
    services.close(enquiry=enquiry, said=said, by=li, now=moment(1, 11))
    assert Notice.objects.filter(learner=wang, kind="enquiry_answered").count() == 1


def test_more_than_ten_a_day_are_refused_in_plain_words(dinghai: World, wang: User) -> None:
    for number in range(services.A_DAY):
        asked(dinghai, wang, f"第 {number} 个问题")
    with pytest.raises(EnquiryRefused, match="一天最多问"):
        asked(dinghai, wang)
    asked(dinghai, wang, now=moment(1, 10) + timedelta(days=1, minutes=1))


def test_the_office_reads_only_what_was_handed_to_it_and_answers(
    dinghai: World, wang: User, zhang: User, as_li: Client
) -> None:
    enquiry, other = asked(dinghai, wang), asked(dinghai, wang, "别的问题")
    office, trainer = client_of(zhang), as_li
    assert office.get(f"/office/questions/{enquiry.pk}/").status_code == 404
    handed = {
        "act": "forward",
        "forward-asked": uuid4(),
        "forward-seen": 1,
        "forward-to": "office",
        "forward-text": "",
    }
    trainer.post(f"/admin/enquiries/{enquiry.pk}/", handed)
    page = office.get("/office/questions/").content.decode()
    assert WORDS in page
    assert "别的问题" not in page
    said = {"act": "answer", "answer-asked": uuid4(), "answer-seen": 2, "answer-text": "可以。"}
    office.post(f"/office/questions/{enquiry.pk}/", said)
    enquiry.refresh_from_db()
    assert enquiry.state == Enquiry.State.ANSWERED
    assert office.get(f"/office/questions/{other.pk}/").status_code == 404


def test_a_question_is_hers_alone(
    dinghai: World, wang: User, chen: User, zhao: User, li: User, as_qian: Client
) -> None:
    enquiry = asked(dinghai, wang)
    for other in (chen, zhao, li):
        assert client_of(other).get(f"/my/questions/{enquiry.pk}/").status_code == 404
    assert WORDS not in as_qian.get("/admin/enquiries/?show=all").content.decode()
    assert as_qian.get(f"/admin/enquiries/{enquiry.pk}/").status_code == 404
    assert WORDS not in client_of(chen).get("/my/questions/").content.decode()
    assert not access.at_desk(zhao).exists()


def test_trainers_are_told_once_of_what_has_waited_for_three_days(
    dinghai: World, wang: User, li: User, as_li: Client
) -> None:
    enquiry = asked(dinghai, wang)
    answered(asked(dinghai, wang, "答过的"), li)
    assert remind_unanswered(now=moment(1, 10) + timedelta(days=2)) == 0
    late = moment(1, 10) + timedelta(days=3)
    assert remind_unanswered(now=late) == 1
    assert remind_unanswered(now=late + timedelta(days=1)) == 0
    assert "1" in Notice.objects.get(learner=li, kind="enquiry_waiting").title
    assert "超过三天" in as_li.get("/admin/enquiries/").content.decode()
    assert remind_unanswered(now=late + timedelta(days=3)) == 1
    enquiry.refresh_from_db()
    assert enquiry.state == Enquiry.State.WAITING


def test_what_was_said_never_changes(dinghai: World, wang: User) -> None:
    said = asked(dinghai, wang).messages.get()
    with pytest.raises(TypeError):
        said.save()
    with pytest.raises(TypeError):
        EnquiryMessage.objects.filter(learner=wang).update(text="别的")
    assert isinstance(said.asked, UUID)
