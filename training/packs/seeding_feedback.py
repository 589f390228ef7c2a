"""What the people of the sample class thought of its first days, sent as their phones would send
it. Labelled: the results say that they are made up."""

import random
from typing import Any

from django.db import transaction

from training.cohorts.models import Cohort, Enrolment
from training.learning.feedback import services, tickets
from training.learning.feedback.models import FeedbackForm, Occasion
from training.learning.feedback.opening import open_forms
from training.packs.seeding import FRESH

RETURN = 0.82
WRITE = 0.2
# How people chose, from best to worst; each question lies a little elsewhere.
WEIGHTS = {
    "content": (34, 20, 5, 1, 0),
    "clear": (28, 24, 7, 1, 0),
    "pace": (14, 22, 16, 7, 1),
    "use": (20, 26, 11, 3, 0),
    "arranged": (30, 22, 7, 1, 0),
}
# Each is written once, by one person on one day.
WORDS: dict[str, dict[int, tuple[str, ...]]] = {
    "best": {
        1: (
            "听懂了建议和议案的区别。",
            "讲法条时配的案例，容易记。",
            "小组里听别的镇怎么做，很有启发。",
            "知道自己能做什么、不能做什么了。",
            "讲师自己当过代表，讲的都是真事。",
            "原来一个人也可以提建议。",
        ),
        2: (
            "拿真实的建议一条条改，看得出差在哪里。",
            "视察以前先列问题清单，这个回去就能用。",
            "知道了预算表先看哪几行。",
            "改写练习。写完马上有人讲。",
            "专题询问那一段，问法比声音大更要紧。",
        ),
    },
    "better": {
        1: (
            "能不能把讲义提前一天发到手机上。",
            "岛上来的代表，早上八点半有点赶。",
            "后排看不清投影上的小字。",
            "多讲讲镇街一级怎样做。",
            "中午休息短了一点。",
        ),
        2: (
            "下午讲得快了一些，来不及记。",
            "希望多留十分钟提问。",
            "预算那部分对第一次当代表的有点难，想要一张对照表。",
            "分组可以打散，不要总是一个镇坐一桌。",
            "话筒后半场断了两次。",
            "练习做完想看看别人是怎么写的。",
        ),
    },
}


@transaction.atomic
def seed_feedback(*, cohort: Cohort) -> int:
    """The forms of the days that are over, filled in by most; returns how many answers. Who tries
    the site has hers still to fill in."""
    held = cohort.clock_held_at
    if held is None:
        return 0
    rng, count = random.Random("feedback"), 0  # noqa: S311 - a story, not a secret
    people = list(
        Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
        .exclude(learner__username=FRESH)
        .order_by("learner__number")
        .values_list("learner_id", flat=True)
    )
    for form in open_forms(cohort=cohort, now=held, sample=True):
        words = {key: list(days.get(form.day, ())) for key, days in WORDS.items()}
        for learner_id in people if form.occasion == Occasion.DAY else ():
            if rng.random() < RETURN:
                services.give(form=form, learner_id=learner_id)
                ticket = tickets.ticket(form, learner_id)
                services.hand_in(ticket=ticket, posted=_answers(form, words, rng), now=held)
                count += 1
        services.release(form=form, now=held)
    return count


def _answers(form: FeedbackForm, words: dict[str, list[str]], rng: random.Random) -> dict[str, Any]:
    posted: dict[str, Any] = {}
    for key, weights in WEIGHTS.items():
        # The second day went a little too fast.
        if form.day > 1 and key == "pace":
            weights = (10, 18, 22, 13, 3)
        posted[key] = rng.choices((5, 4, 3, 2, 1), weights)[0]
    for key, left in words.items():
        if left and rng.random() < WRITE:
            posted[key] = left.pop()
    return posted
