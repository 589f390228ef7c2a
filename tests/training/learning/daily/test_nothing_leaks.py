"""Nothing that tells right from wrong reaches a phone before she has answered: every text of every
key is replaced by a marker, and every page of review is searched for all of them."""

import pytest
from django.test import Client
from django.urls import reverse

from courses.models import Question
from tests.factories import questions
from tests.factories.world import World
from tests.training.learning.attempts.test_leakage import poison
from tests.training.learning.daily.reviewing import (
    NEXT,
    TODAY,
    ask,
    learned,
    led_to,
    sent,
)
from training.learning.mastery.selectors import TOO_LONG
from training.people.models import User

pytestmark = pytest.mark.django_db
MAKERS = (
    questions.single,
    questions.multiple,
    questions.true_false,
    questions.fill_blank,
    questions.matching,
    questions.ordering,
    questions.case_group,
    questions.short_answer,
)


def test_no_key_of_any_kind_is_on_a_page_before_the_answer(
    as_wang: Client, wang: User, dinghai: World
) -> None:
    seen = set()
    for number, make in enumerate(MAKERS):
        question = make(dinghai.root, f"V{number}", use=Question.Use.PRACTICE)
        markers = poison(question)
        question.refresh_from_db()
        learned(wang, question, days_ago=9)
        pages = [as_wang.get(TODAY).content.decode()]
        if question.live_version and question.live_version.kind in TOO_LONG:
            assert led_to(as_wang, NEXT) == TODAY
            continue
        page = ask(as_wang, f"{NEXT}?groups=9")
        address, fields = sent(page)
        assert str(question.uuid) in address
        as_wang.post(reverse("review:choose"), {"wanted": "yes"})
        pages += [page, as_wang.get(reverse("review:one"), follow=True).content.decode()]
        for text in pages:
            assert not {marker for marker in markers if marker in text}
        told = as_wang.post(address, {**fields, "dont_know": "1"}, follow=True).content.decode()
        assert any(marker in told for marker in markers)
        seen.add(question.live_version.kind if question.live_version else "")
    assert len(seen) == len(MAKERS) - len(TOO_LONG)
