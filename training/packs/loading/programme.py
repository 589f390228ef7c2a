"""The programme, its courses (one a day) and its sessions."""

from functools import partial
from typing import Any

from courses.catalogue.models import CoursePage, ProgrammePage, ProgrammeSession
from training.packs.loading.keeping import Item, Keeper
from training.packs.loading.pages import PageSubject, words
from training.packs.pack import Pack
from training.packs.prose import stream

SESSION_FIELDS = (
    "code",
    "day",
    "starts",
    "minutes",
    "title",
    "title_en",
    "goal",
    "kind",
    "form",
    "required",
    "lesson_id",
    "quiz_id",
)


def _rows(pack: Pack, keeper: Keeper) -> list[dict[str, Any]]:
    plain = {*SESSION_FIELDS} - {"day", "lesson_id", "quiz_id"}
    return [
        {
            **session.model_dump(include=plain),
            "day": day.day,
            "lesson_id": keeper.pk(f"lesson:{session.lesson}"),
            "quiz_id": keeper.pk(f"quiz:{session.quiz}"),
            "task_id": keeper.pk(f"task:{session.task}"),
        }
        for day in pack.programme.entry.days
        for session in day.sessions
    ]


def _fill(rows: list[dict[str, Any]], page: ProgrammePage) -> None:
    """Sessions are recognised by code and keep row and uuid: timetables and records point to them.

    A session that the pack no longer has stays, because somebody may have attended it.
    """
    known = {session.code: session for session in page.sessions.all()}
    for order, row in enumerate(rows):
        session = known.setdefault(row["code"], ProgrammeSession())
        session.sort_order = order
        for name, value in row.items():
            setattr(session, name, value)
    page.sessions = list(known.values())


def _said(session: ProgrammeSession) -> tuple[str, ...]:
    """A task stands in the digest only where there is one: older digests know of none."""
    return (*SESSION_FIELDS, "task_id") if session.task_id else SESSION_FIELDS


def _told(page: ProgrammePage) -> list[dict[str, str]]:
    return [
        {name: str(getattr(session, name)) for name in _said(session)}
        for session in page.sessions.order_by("code")
    ]


def _subject(pack: Pack, keeper: Keeper) -> PageSubject:
    entry = pack.programme.entry
    return PageSubject(
        ProgrammePage,
        keeper.pk(f"root:{pack.congress.entry.key}"),
        entry.slug,
        {**words(entry), "key": entry.key},
        body=stream(pack.programme.blocks, f"programme:{entry.key}", keeper.find),
        more=_told,
    )


def load_courses(pack: Pack, keeper: Keeper) -> None:
    """The programme page, still without sessions when it is new, and a course for every day."""
    programme = pack.programme
    key = f"programme:{programme.entry.key}"
    with keeper.one_file(programme.file):
        if key not in keeper.known:
            # Lessons need their course, sessions need their lessons: so the page comes first and
            # last. No source is None, so load_sessions finds it changed and writes it in full.
            keeper.place(Item(key, None, programme.file, 1), _subject(pack, keeper))
        for n, day in enumerate(programme.entry.days):
            fields = {**words(day), "day": day.day}
            subject = PageSubject(CoursePage, keeper.pk(key), day.slug, fields)
            item = Item(f"course:day-{day.day}", fields, programme.file, programme.line("days", n))
            keeper.place(item, subject)


def load_sessions(pack: Pack, keeper: Keeper) -> ProgrammePage:
    """The programme page with everything on its timetable."""
    programme = pack.programme
    key = f"programme:{programme.entry.key}"
    with keeper.one_file(programme.file):
        subject = _subject(pack, keeper)
        subject.fill = partial(_fill, _rows(pack, keeper))
        keeper.place(Item(key, programme.source(), programme.file, 1), subject)
    return ProgrammePage.objects.get(pk=keeper.needed(key, programme.file))
