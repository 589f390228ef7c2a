"""The programme's page: days in order, each with its course, in two queries."""

from datetime import time

from courses.models import CoursePage, ProgrammePage, ProgrammeSession
from tests.counting import at_most
from tests.factories.world import World


def test_sessions_stand_in_order_under_their_day(dinghai: World):
    programme = ProgrammePage.objects.get(pk=dinghai.programme.pk)
    for day, hour in ((7, 14), (7, 9)):
        ProgrammeSession.objects.create(
            page=programme,
            code=f"D{day}-{hour}",
            day=day,
            starts=time(hour),
            minutes=30,
            title=f"{hour} 点",
            kind="lecture",
            lesson=dinghai.lesson,
        )
    with at_most(2):
        days = programme.days()
        assert [session.lesson.url for session in days[-1].sessions]
    assert [day.number for day in days] == sorted({day.number for day in days})
    assert [session.title for session in days[-1].sessions] == ["9 点", "14 点"]
    assert days[-1].course is None
    assert days[0].course == CoursePage.objects.get(day=days[0].number)
