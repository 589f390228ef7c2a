"""What the sample class was told by its office, so that inboxes and the desk show something."""

from datetime import datetime

from django.db import transaction
from django.urls import reverse

from training.cohorts.models import Cohort, Enrolment
from training.notices.inbox import mark_read
from training.notices.models import Notice
from training.notices.services import tell
from training.people.models import User

WELCOME = {
    "title": "报到须知（演示）",
    "text": "{姓名}您好：请带代表证，在一楼报告厅门口扫码签到。手机不方便的，签到处有纸质名单。"
    "吃住和停车有问题，请打 {电话}。",
}
WHAT_COMES = {
    "title": "第四天上午请带一件群众反映的事（演示）",
    "text": "{姓名}您好：第四天上午分组写建议，请想好一件群众反映的事：在哪里、有多少人、问过谁。",
}
HAVE_READ = 41


@transaction.atomic
def seed_notices(*, cohort: Cohort, by: User | None, now: datetime) -> int:
    """Two messages of the office to everybody in the class; most have read the first. Returns how
    many people were told."""
    if by is None:
        return 0
    enrolled = Enrolment.objects.filter(cohort=cohort, status=Enrolment.Status.ACTIVE)
    people = list(enrolled.order_by("learner__number").values_list("learner", flat=True))
    for key, words in (("sample-welcome", WELCOME), ("sample-fourth-day", WHAT_COMES)):
        tell(
            people=people,
            kind="from_office",
            key=key,
            about=words,
            now=now,
            by=by,
            congress=cohort.congress,
            channels=["sms"] if key == "sample-welcome" else [],
            link=reverse("portal:programme"),
        )
    readers = User.objects.filter(pk__in=people, is_sample=True).order_by("-number")[:HAVE_READ]
    for reader in readers:
        hers = Notice.objects.filter(learner=reader, key="sample-welcome")
        mark_read(person=reader, notices=hers.values_list("pk", flat=True), now=now)
    return len(people)
