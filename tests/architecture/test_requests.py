"""What holds for every request to our own pages: forged forms, hostile links, extra fields,
foreign ids."""

import re
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, quote, urlencode, urlsplit
from uuid import UUID, uuid4

import pytest
from django.apps import apps
from django.contrib.auth.models import Group
from django.db import transaction
from django.test import Client
from django.urls import reverse
from django.utils import timezone

from tests.architecture.arguments import parts_of, path_of, path_with, posted_to, query_of
from tests.architecture.hostile import NEXT, leads_off
from tests.architecture.visiting import Answer, Visitor, visitor
from tests.factories.stage import Stage
from tests.factories.world import PASSWORD, person
from tools import permissions
from tools.addresses import Address, addresses
from tools.permissions import ROLES
from training.learning.attempts.models import Attempt
from training.people.models import AuditEvent, Membership, Organisation, User
from training.people.services import issue_slip

pytestmark = pytest.mark.django_db
MATRIX = permissions.read()
OURS = [address for address in addresses() if not address.at_desk]
BY_NAME = {address.name: address for address in OURS}
# What belongs to no congress: law, and files that are public.
SHARED = {"law:provision", "law:version", "law:changes", "portal:media", "verify:certificate"}
# Whoever has this address was handed it by us: it is signed, and says how a question in a room
# stands, nothing else.
SHARED |= {"live:pulse"}
TOKEN = "a" * 32
# These look at what was signed before anything else: 400 whatever they name.
RESUMING = {"attempts:resume", "writing:resume", "diagnosis:signed_in"}
# And these, of a code on a screen, tell their reader why it is no good: 200 whatever it names. The
# code of a room says that it is another class's, not whose (attendance/test_checking_in.py). That a
# learner was refused is written down under her own name.
SCANNING = {"attendance:scan", "attendance:scanned"}
NOTED = 'INSERT OR IGNORE INTO "learning_checkinrefusal"'
Role = Membership.Role


@contextmanager
def undone() -> Iterator[None]:
    """What happens inside leaves no trace."""
    with transaction.atomic():
        yield
        transaction.set_rollback(True)


def sender(stage: Stage, address: Address, *, strict: bool = False) -> Visitor:
    """Somebody who may send a form there, or anybody where nobody may."""
    line = MATRIX.post.get(address.name, {})
    return visitor(stage, next((r for r in ROLES if line.get(r) == "ok"), "deputy"), strict=strict)


# ---- forged forms


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_a_form_without_its_token_is_refused(address: Address, stage: Stage):
    path, posted = path_of(address, stage.here), posted_to(address, stage.here)
    for somebody in (sender(stage, address, strict=True), Visitor(None, strict=True)):
        answer = somebody.post(path, posted)
        assert answer.status == 403
        assert not answer.written


@pytest.mark.parametrize("address", OURS, ids=lambda address: address.name)
def test_a_form_from_another_site_is_refused_though_it_knows_the_token(
    address: Address, stage: Stage
):
    path, posted = path_of(address, stage.here), posted_to(address, stage.here)
    somebody = sender(stage, address, strict=True)
    somebody.cookies["csrftoken"] = TOKEN
    answer = somebody.post(
        path, {**posted, "csrfmiddlewaretoken": TOKEN}, Origin="https://evil.example"
    )
    assert answer.status == 403
    assert not answer.written


def test_a_form_of_ours_is_taken(stage: Stage):
    somebody = visitor(stage, "office", strict=True)
    somebody.cookies["csrftoken"] = TOKEN
    path = reverse("office:disable", args=[stage.here.learner.pk])
    answer = somebody.post(path, {"csrfmiddlewaretoken": TOKEN}, Origin="http://testserver")
    assert answer.outcome == "ok"
    assert answer.written


# ---- looking changes nothing


@pytest.mark.parametrize("role", ROLES)
def test_looking_writes_nothing(role: str, stage: Stage):
    somebody = visitor(stage, role)
    answers = [somebody.get(path_of(address, stage.here)) for address in OURS]
    assert not [f"{answer.path}: {answer.written}" for answer in answers if answer.written]


# ---- where to go next


def go(method: str, name: str, **more: Any) -> Any:
    return pytest.param(method, name, more, id=f"{method} {name} {' '.join(more)}".strip())


GOING_ON = [
    go("post", "account_login", login="wang", password=PASSWORD),
    go("get", "account_login"),
    go("get", "wagtailadmin_login"),
    go("post", "account_reauthenticate", password=PASSWORD),
    go("post", "account_logout"),
    go("post", "portal:display", size="large"),
    go("post", "set_language", language="en"),
    go("get", "set_language"),
]


@pytest.mark.parametrize("role", ["anonymous", "deputy", "trainer"])
@pytest.mark.parametrize(("method", "name", "more"), GOING_ON)
def test_no_link_leads_off_the_site(
    method: str, name: str, more: dict[str, str], role: str, stage: Stage
):
    somebody = visitor(stage, role)
    answers = []
    for place in NEXT:
        path = f"{reverse(name)}?{urlencode({'next': place})}"
        answers.append(
            somebody.get(path) if method == "get" else somebody.post(path, {**more, "next": place})
        )
    assert not [str(a) for a in answers if a.status >= 500 or leads_off(a.location)]
    assert not [str(a) for a in answers if _hidden_way_off(a)]


@pytest.mark.parametrize("place", NEXT)
def test_the_page_a_form_was_sent_from_is_ours_or_forgotten(place: str, stage: Stage):
    referer = place.encode("ascii", "ignore").decode().replace("\r", "").replace("\n", "")
    switched = Visitor(None).post(reverse("set_language"), {"language": "en"}, Referer=referer)
    assert not leads_off(switched.location)
    path = reverse("readings:complete", args=[stage.here.world.lesson.pk])
    signed_out = Visitor(None).post(path, Referer=referer)
    assert signed_out.outcome == "login"
    assert not _hidden_way_off(signed_out)


def test_the_corpus_is_hostile():
    assert len(NEXT) == len(set(NEXT)) == 40
    assert all(leads_off(place) for place in NEXT)
    assert not leads_off("/my/")
    assert not leads_off("http://testserver/my/?next=//evil.example")


def _hidden_way_off(answer: Answer) -> bool:
    """Whether the sign-in form somebody is sent to was told a place that it would follow."""
    onward = parse_qs(urlsplit(answer.location).query).get("next", [""])[0]
    if answer.outcome != "login" or not leads_off(onward):
        return False
    followed = Visitor(None).post(answer.location, {"login": "wang", "password": PASSWORD})
    return leads_off(followed.location)


# ---- fields that no form has


def everything() -> dict[str, str]:
    """Every field name of our models of people and papers, with the value one would wish for."""
    wished: dict[str, str] = {}
    for label in (
        "people.User",
        "people.Membership",
        "people.SignInSlip",
        "cohorts.Enrolment",
        "learning.Attempt",
        "learning.AttemptItem",
        "learning.Response",
        "learning.Score",
        "learning.Statement",
    ):
        wished |= {field.name: "1" for field in apps.get_model(label)._meta.get_fields()}
    return wished | {
        "role": Role.ADMINISTRATOR.value,
        "state": Attempt.State.FINISHED.value,
        "percent": "100",
        "passed": "on",
        "jurisdiction": "1",
        "is_superuser": "on",
        "is_staff": "on",
        "groups": str(Group.objects.first().pk),
    }


def proper(name: str, stage: Stage) -> dict[str, Any]:
    """What the forms themselves would send."""
    person_form = {
        "name": "新代表",
        "number": "R900",
        "phone": "",
        "unit": stage.here.world.unit.pk,
        "role": Role.DEPUTY.value,
        "first_term": "yes",
    }
    forms: dict[str, dict[str, Any]] = {
        "office:add": person_form,
        "office:correct": person_form | {"number": "wang"},
        "office:welcome": {"cohort": stage.here.world.cohort.pk, "enrol": "on", "slip": "on"},
    }
    return forms.get(name) or posted_to(BY_NAME[name], stage.here)


def standing_of_all() -> dict[str, Any]:
    """Who may do what, and whose papers say what."""
    return {
        "powers": set(User.objects.values_list("pk", "is_superuser", "is_staff", "groups")),
        "roles": set(
            Membership.objects.exclude(user__number="R900").values_list(
                "user", "role", "organisation__congress"
            )
        ),
        "papers": set(Attempt.objects.values_list("pk", "learner", "quiz", "started_at")),
    }


# Ending a role of staff is what this address is for: the seats at the desk go with it.
TAKES_POWERS = {"office:staff_end"}


@pytest.mark.parametrize("name", [name for name in MATRIX.post if name in BY_NAME])
def test_extra_fields_change_nothing(name: str, stage: Stage):
    address = BY_NAME[name]
    somebody = sender(stage, address)
    posted = {**everything(), **proper(name, stage)}
    with undone():
        known = standing_of_all()
        somebody.client.post(path_of(address, stage.here), posted)
        now = standing_of_all()
        added = User.objects.filter(number="R900")
        assert not added.filter(is_superuser=True) | added.filter(is_staff=True)
        assert {
            role for (role,) in Membership.objects.filter(user__in=added).values_list("role")
        } <= {Role.DEPUTY.value}
        if name not in TAKES_POWERS:
            assert {row for row in now["powers"] if row in known["powers"]} >= known["powers"]
        assert not [
            row for row in now["powers"] - known["powers"] if row[1:] != (False, False, None)
        ]
        assert now["roles"] == known["roles"]
        assert now["papers"] >= known["papers"]
        assert not Attempt.objects.filter(passed=True).exists()


@pytest.mark.parametrize("name", ["office:add", "office:correct"])
@pytest.mark.parametrize("role", [role for role in Role if role not in Membership.LEARNERS])
def test_the_office_gives_nobody_a_staff_role(name: str, role: str, stage: Stage):
    with undone():
        before = Membership.objects.count()
        somebody = visitor(stage, "office")
        answer = somebody.client.post(
            path_of(BY_NAME[name], stage.here), {**proper(name, stage), "role": role}
        )
        assert answer.status_code == 200
        assert answer.context["form"].errors["role"]
        assert Membership.objects.count() == before


@pytest.mark.parametrize("name", ["office:add", "office:correct"])
def test_the_office_puts_nobody_elsewhere_than_in_its_own_townships(name: str, stage: Stage):
    kinds = Organisation.Kind
    outside = [
        stage.there.world.unit,
        stage.here.world.group,
        stage.here.world.congress.organisations.get(kind=kinds.OFFICE),
    ]
    for unit in outside:
        with undone():
            answer = visitor(stage, "office").client.post(
                path_of(BY_NAME[name], stage.here), {**proper(name, stage), "unit": unit.pk}
            )
            assert answer.status_code == 200
            assert answer.context["form"].errors["unit"]


@pytest.mark.parametrize("name", ["correct", "disable", "enable", "slip", "welcome"])
@pytest.mark.parametrize("who", ["li", "shen", "zhang", "admin"])
def test_the_office_has_no_hand_in_staff_accounts(name: str, who: str, stage: Stage):
    path = reverse(f"office:{name}", args=[stage.cast[who].pk])
    answer = visitor(stage, "office").post(path, proper(f"office:{name}", stage))
    assert answer.outcome == "404"
    assert not answer.written


def test_a_slip_signs_in_its_own_person_and_changes_the_password_only(stage: Stage):
    with undone():
        wang = stage.cast["wang"]
        code = issue_slip(user=wang, by=stage.cast["zhang"], now=timezone.now())
        known = standing_of_all()
        chosen = {"number": "wang", "code": code, "password": "Lianghui-8", "again": "Lianghui-8"}
        client = Client()
        client.post(reverse("people:slip"), {**everything(), **chosen})
        assert client.session["_auth_user_id"] == str(wang.pk)
        assert standing_of_all() == known
        changed = User.objects.get(pk=wang.pk)
        assert changed.check_password("Lianghui-8")
        assert (changed.username, changed.name, changed.is_active) == ("wang", "王代表", True)


def test_a_slip_is_of_no_use_with_another_number(stage: Stage):
    with undone():
        code = issue_slip(user=stage.cast["wang"], by=stage.cast["zhang"], now=timezone.now())
        chosen = {"number": "admin", "code": code, "password": "Lianghui-8", "again": "Lianghui-8"}
        client = Client()
        page = client.post(reverse("people:slip"), {**chosen, "user": str(stage.cast["wang"].pk)})
        assert page.context["form"].non_field_errors()
        assert "_auth_user_id" not in client.session
        assert not AuditEvent.objects.filter(action="slip.used").exists()


# ---- foreign ids


def nobodys(value: Any) -> Any:
    """An id like this one that nothing has."""
    if isinstance(value, UUID):
        return uuid4()
    return 987_654 if isinstance(value, int) else f"no-such-{value}"


def about_objects(stage: Stage) -> list[Address]:
    """Our addresses that name something of one congress."""
    return [
        address
        for address in OURS
        if address.name not in SHARED
        and parts_of(address, stage.here) != parts_of(address, stage.there)
    ]


def words_of(answer: Answer) -> str:
    """A page without the address that was asked for and without its form tokens."""
    path = answer.path.partition("?")[0]
    body = answer.body.replace(path, "").replace(quote(path, safe=""), "")
    return re.sub(r'name="csrfmiddlewaretoken" value="\w+"', "", body)


@pytest.mark.parametrize("role", [Role.DEPUTY, Role.DIRECTOR, Role.TRAINER, Role.OFFICE])
@pytest.mark.parametrize("method", ["get", "post"])
def test_a_foreign_id_is_like_one_that_does_not_exist(role: str, method: str, stage: Stage):
    kind = Organisation.Kind.STREET if role in Membership.LEARNERS else Organisation.Kind.OFFICE
    congress = stage.there.world.congress
    with undone():
        feng = person("feng", "冯某", congress.organisations.get(kind=kind), role)
        somebody = Visitor(feng)
        different = []
        for address in about_objects(stage):
            posted, query = posted_to(address, stage.here), query_of(address, stage.here)
            ours, theirs = parts_of(address, stage.here), parts_of(address, stage.there)
            missing = {p: nobodys(v) if v != theirs[p] else v for p, v in ours.items()}
            answers = [
                somebody.get(path) if method == "get" else somebody.post(path, posted)
                for path in (path_with(address, p, query) for p in (ours, missing))
            ]
            foreign, absent = answers
            hidden = foreign.status in {404, 405} or address.name in RESUMING | SCANNING
            same = (foreign.status, words_of(foreign)) == (absent.status, words_of(absent))
            if address.name == "attendance:scan":
                same = foreign.status == absent.status
            written = [
                sql
                for sql in foreign.written
                if not (method == "post" and address.name in SCANNING and sql.startswith(NOTED))
            ]
            if not (hidden and same) or written:
                different.append(f"{address.name}: {foreign} | {absent} {written}")
        assert not different, "\n".join(different)
