"""Nothing that tells right from wrong reaches a deputy before her diagnosis is over.

As for papers (attempts/test_leakage.py): every text of every key becomes a random marker, and every
byte she can get before the end is searched for all of them.
"""

import pytest
from django.test import Client

from courses.models import Question
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.attempts.answers import right, wrong_single
from tests.training.learning.attempts.test_leakage import poison
from tests.training.learning.diagnosis.sitting import address, bank, before_her, client_save, fresh
from training.learning.diagnosis.models import Diagnosis

pytestmark = pytest.mark.django_db
ELSEWHERE = ("/my/", "/my/record/", "/my/programme/", "/my/diagnosis/", "/my/diagnosis/how/")
KINDS = (
    questions.multiple,
    questions.true_false,
    questions.fill_blank,
    questions.matching,
    questions.ordering,
)


@pytest.fixture
def markers(dinghai: World) -> set[str]:
    """The bank with a question of every kind that is asked, its keys marked."""
    asked = bank(dinghai)[::5]
    others = [
        questions.published(make(dinghai.root, f"K{n}", use=Question.Use.PRACTICE), f"topic-{n}")
        for n, make in enumerate(KINDS)
    ]
    found = set().union(*(poison(question) for question in [*asked, *others]))
    kept = [question.pk for question in [*asked, *others]]
    Question.objects.non_polymorphic().exclude(pk__in=kept).update(live=False)
    return found


def texts(client: Client, diagnosis: Diagnosis) -> list[str]:
    """Everything she can read while it runs."""
    pages = [*ELSEWHERE, address(diagnosis), address(diagnosis, "finish")]
    return [client.get(page).content.decode() for page in pages]


def test_no_byte_before_the_end_holds_a_key(markers: set[str], as_wang: Client) -> None:
    as_wang.post("/my/diagnosis/begin")
    diagnosis, seen, kinds = Diagnosis.objects.get(), [], set()
    for n in range(30):
        if fresh(diagnosis).is_over:
            break
        seen += texts(as_wang, diagnosis)
        item = before_her(diagnosis)
        kinds.add(item.version.kind)
        posted = {"dont_know": ["1"]} if n % 3 == 2 else {f"q{n + 1}": ["x"]}
        if n % 3 == 0 and item.version.kind == "single_choice":
            posted = wrong_single(item)
        reply = as_wang.post(
            address(diagnosis, f"items/{item.position}"), {**posted, **client_save()}
        )
        assert reply.status_code == 200, (item.version.kind, posted, reply.content.decode())
        seen.append(reply.content.decode())
        if reply.json().get("refused"):
            as_wang.post(address(diagnosis, f"items/{item.position}"), {"dont_know": ["1"]})
    assert len(kinds) > 3
    assert seen
    told = {marker for marker in markers for page in seen if marker in page}
    assert told == set()


def test_after_the_end_keys_and_reasons_are_shown(markers: set[str], as_wang: Client) -> None:
    as_wang.post("/my/diagnosis/begin")
    diagnosis = Diagnosis.objects.get()
    item = before_her(diagnosis)
    as_wang.post(address(diagnosis, f"items/{item.position}"), right(item))
    if not fresh(diagnosis).is_over:
        as_wang.post(address(diagnosis, "finish"))
    page = as_wang.get(address(diagnosis, "result")).content.decode()
    assert any(marker in page for marker in markers)


@pytest.mark.parametrize("given", [right, wrong_single])
def test_right_and_wrong_look_the_same_while_it_runs(
    given, dinghai: World, as_wang: Client
) -> None:
    bank(dinghai)
    as_wang.post("/my/diagnosis/begin")
    diagnosis = Diagnosis.objects.get()
    reply = as_wang.post(
        address(diagnosis, "items/1"), {**given(before_her(diagnosis)), **client_save()}
    )
    assert reply.json() == {"counts": True, "next": address(diagnosis)}
    page = as_wang.get(address(diagnosis)).content.decode()
    assert not any(word in page for word in ("正确", "错误", "答对", "答错"))
