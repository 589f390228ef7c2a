"""Lessons, each under the course of the day it is taught on."""

from courses.catalogue.models import LessonPage
from training.packs.loading.keeping import Item, Keeper
from training.packs.loading.pages import PageSubject, words
from training.packs.pack import Pack
from training.packs.prose import stream


def load(pack: Pack, keeper: Keeper) -> None:
    """Every lesson, one file at a time."""
    day_of = {
        session.lesson: day.day
        for day in pack.programme.entry.days
        for session in day.sessions
        if session.lesson
    }
    for lesson in pack.lessons:
        entry = lesson.entry
        key = f"lesson:{entry.key}"
        subject = PageSubject(
            LessonPage,
            keeper.pk(f"course:day-{day_of[entry.key]}"),
            entry.key.lower(),
            {**words(entry), "code": entry.key, "minutes": pack.minutes(lesson)},
            body=stream(lesson.blocks, key, keeper.find),
            points=entry.points,
        )
        with keeper.one_file(lesson.file):
            keeper.place(Item(key, lesson.source(), lesson.file, lesson.line()), subject)
