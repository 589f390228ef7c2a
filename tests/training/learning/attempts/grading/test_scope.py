"""One rule for whose sittings staff see, whether asked quiz by quiz or over all of them."""

import pytest

from courses.models import Quiz
from tests.factories.essays import short_answer
from tests.factories.people import appear
from tests.factories.world import World, quiz_of
from tests.training.learning.attempts.grading.scripts import essay_quiz, hand_in
from tests.training.learning.attempts.sitting import begin, finish
from training.learning.attempts.access import at_desk, quiz_at_desk, sittings_at_desk
from training.learning.attempts.models import Attempt
from training.people.models import User

pytestmark = pytest.mark.db


@pytest.mark.parametrize("who", ["li", "shen", "qian", "admin", "wang", "zhang"])
def test_both_ways_find_the_same(
    who: str,
    request: pytest.FixtureRequest,
    dinghai: World,
    elsewhere: World,
    wang: User,
    zhao: User,
) -> None:
    hand_in(essay_quiz(dinghai), wang)
    hand_in(essay_quiz(elsewhere), zhao)
    shared = quiz_of(None, "shared", [short_answer(None, "A9")])
    finish(begin(shared, wang), {"q1": ["一"]})
    outside = begin(dinghai.quiz, wang)
    Attempt.objects.filter(pk=outside.pk).update(enrolment=None)
    if who in {"li", "shen", "qian"}:
        request.getfixturevalue("desk")
    user = appear(dinghai, who) if who in {"admin", "zhang"} else request.getfixturevalue(who)
    one_by_one = {
        attempt.pk
        for quiz in Quiz.objects.all()
        if _is_hers(user, quiz)
        for attempt in sittings_at_desk(user, quiz)
    }
    at_once = set(Attempt.objects.filter(at_desk(user)).values_list("pk", flat=True))
    assert at_once == one_by_one
    assert len(at_once) == {"li": 2, "shen": 2, "qian": 1, "admin": 4}.get(who, 0)


def _is_hers(user: User, quiz: Quiz) -> bool:
    from django.http import Http404

    try:
        return quiz_at_desk(user, quiz.uuid) is not None
    except Http404:
        return False
