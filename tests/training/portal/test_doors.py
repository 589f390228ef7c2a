"""Doors: who lands where, what the home page tells, and in how many queries."""

import pytest
from django.test import Client
from django.urls import reverse
from wagtail.rich_text import RichText

from cms.models import Drawing, Provision, Statute, StatuteVersion
from tests.counting import at_most
from tests.factories import questions
from tests.factories.world import PASSWORD, World, moment
from training.learning import evidence
from training.learning.evidence import Happening, Verb
from training.people.models import User

pytestmark = pytest.mark.db


def sign_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


@pytest.mark.parametrize(
    ("who", "door"),
    [
        ("wang", "/my/"),
        ("chen", "/my/"),
        ("zhang", "/office/"),
        ("li", "/admin/"),
        ("admin", "/insight/"),
    ],
)
def test_everyone_lands_at_her_own_door(
    who: str, door: str, dinghai: World, request: pytest.FixtureRequest
) -> None:
    client = sign_in(request.getfixturevalue(who))
    assert client.get("/door/").headers["Location"] == door


def test_a_wrong_password_and_an_unknown_name_get_the_same_answer(wang: User) -> None:
    def answer(name: str) -> str:
        page = Client().post(reverse("account_login"), {"login": name, "password": "x"})
        assert page.status_code == 200
        return " ".join(page.context["form"].non_field_errors())

    assert answer("wang") == answer("nobody") != ""


def test_signing_in_with_the_form_leads_to_the_page_asked_for(wang: User) -> None:
    page = Client().post(
        reverse("account_login") + "?next=/my/record/", {"login": "wang", "password": PASSWORD}
    )
    assert page.headers["Location"] == "/my/record/"


def test_sign_in_never_leads_off_the_site(wang: User) -> None:
    page = Client().post(
        reverse("account_login") + "?next=//evil.example/", {"login": "wang", "password": PASSWORD}
    )
    assert "evil" not in page.headers["Location"]


def test_home_shows_progress_today_and_the_next_step(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    told = Happening(
        verb=Verb.COMPLETED,
        activity=dinghai.quiz.uuid,
        activity_type="quiz",
        occurred_at=moment(1, 9),
    )
    evidence.record(learner_id=wang.pk, happenings=[told], now=moment(1, 9))
    page = as_wang.get("/my/").content.decode()
    assert "1 / 3" in page
    assert "还差 2 项" in page
    assert dinghai.lesson.url in page


def test_home_without_a_class_says_whom_to_call(dinghai: World) -> None:
    from tests.factories.world import person
    from training.people.models import Membership

    alone = person("alone", "孤代表", dinghai.unit, Membership.Role.DEPUTY)
    page = sign_in(alone).get("/my/").content.decode()
    assert "还没有编入班次" in page
    assert "0580-0000000" in page
    assert reverse("diagnosis:home") in page  # what she lacks does not hang on a class


def more_lessons(dinghai: World, number: int) -> None:
    from courses.models import LessonPage, ProgrammeSession

    course = dinghai.lesson.get_parent()
    for n in range(number):
        lesson = course.add_child(
            instance=LessonPage(title=f"课 {n}", slug=f"more-{n}", minutes=8, body=[])
        )
        ProgrammeSession.objects.create(
            page=dinghai.programme,
            code=f"X-{n}",
            day=1,
            starts=moment(1, 10).time(),
            minutes=30,
            title=f"课 {n}",
            kind="lecture",
            lesson=lesson,
        )


def with_every_block(dinghai: World) -> None:
    """A lesson with articles, a drawing, practice questions and a case."""
    law = Statute.objects.create(title="代表法")
    version = StatuteVersion.objects.create(
        key="dbf-2025", statute=law, label="2025年", adopted_on=moment(1, 1).date()
    )
    drawing = Drawing.objects.create(key="path", title="路", alt="路", svg="<svg></svg>")
    body = dinghai.lesson.body
    for n in (7, 8, 15):
        article = Provision.objects.create(
            version=version, number=n, article=f"第{n}条", heading="题", gist="释"
        )
        body.append(("law", {"provision": article, "detail": "", "text": RichText("")}))
    body.append(("drawing", {"drawing": drawing}))
    for n in ("L1", "L2"):
        body.append(("practice", {"question": questions.single(dinghai.root, n, use="practice")}))
    body.append(("case", {"case": dinghai.case, "why": "看"}))
    dinghai.lesson.save()


@pytest.mark.parametrize("number", [0, 30])
def test_home_needs_at_most_twelve_queries_however_many_lessons(
    number: int, as_wang: Client, dinghai: World
) -> None:
    more_lessons(dinghai, number)
    with at_most(12):
        as_wang.get("/my/")


@pytest.mark.parametrize("number", [0, 30])
def test_a_lesson_needs_at_most_twelve_queries_however_many_lessons(
    number: int, as_wang: Client, dinghai: World
) -> None:
    more_lessons(dinghai, number)
    with_every_block(dinghai)
    as_wang.get("/")  # a process learns once where the site's root is
    with at_most(12):
        assert as_wang.get(dinghai.lesson.url).status_code == 200


def test_content_of_another_county_is_not_found(as_zhao: Client, dinghai: World) -> None:
    for page in (dinghai.root, dinghai.programme, dinghai.lesson, dinghai.case):
        assert as_zhao.get(page.url).status_code == 404


def test_visitors_see_the_front_page_and_are_asked_to_sign_in_elsewhere(dinghai: World) -> None:
    visitor = Client()
    assert visitor.get("/").status_code == 200
    for url in (dinghai.lesson.url, "/dinghai/no-such-page/", "/my/", "/office/", "/insight/"):
        assert visitor.get(url).headers["Location"].startswith("/accounts/login/")


def test_a_form_sent_after_signing_out_leads_back_to_its_page(dinghai: World) -> None:
    url = reverse("readings:complete", args=[dinghai.lesson.pk])
    back = f"http://testserver{dinghai.lesson.url}"
    answer = Client().post(url, headers={"referer": back})
    assert answer.headers["Location"].startswith("/accounts/login/?next=http")


def test_display_settings_are_cookies_and_lead_back_only_to_us(dinghai: World) -> None:
    visitor = Client()
    answer = visitor.post(
        reverse("portal:display"), {"size": "huge", "next": "https://evil.example/"}
    )
    assert answer.headers["Location"] == "/"
    assert 'data-size="huge"' in visitor.get("/").content.decode()
    visitor.post(reverse("portal:display"), {"spacing": "wide", "motion": "still"})
    shown = visitor.get("/").content.decode()
    assert 'data-size="huge"' in shown
    assert 'data-spacing="wide"' in shown
    assert 'data-motion="still"' in shown
    visitor.post(reverse("portal:display"), {"spacing": "no such thing"})
    assert 'data-spacing="wide"' in visitor.get("/").content.decode()


def test_health_tells_version_database_and_pending_migrations(db: None) -> None:
    told = Client().get("/-/health").json()
    assert told["status"] == "ok"
    assert told["pending_migrations"] == 0
    assert set(told) == {"status", "version", "database", "pending_migrations", "jobs"}


@pytest.mark.parametrize("path", ["/my/", "/", "/accounts/login/"])
def test_the_policy_is_strict_everywhere_but_in_the_admin(path: str, as_wang: Client) -> None:
    policy = as_wang.get(path, follow=True).headers["Content-Security-Policy"]
    assert "unsafe" not in policy
    assert "default-src 'none'" in policy


def test_reading_pages_writes_nothing(as_wang: Client, dinghai: World) -> None:
    from django.db import connection
    from django.test.utils import CaptureQueriesContext

    urls = ["/my/", "/my/programme/", "/my/record/", dinghai.lesson.url, dinghai.case.url]
    with CaptureQueriesContext(connection) as captured:
        for url in urls:
            assert as_wang.get(url).status_code == 200
    writes = [q["sql"] for q in captured if q["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
    assert writes == []
