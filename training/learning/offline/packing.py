"""What a course's pack holds: every file with its size, known before anything is loaded. Made once
for everybody and kept; a person's pack is what of it is open to her."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import unquote
from uuid import UUID

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.files.storage import default_storage
from django.db.models import Q, QuerySet
from django.templatetags.static import static
from django.urls import reverse

from cms.cases.models import CaseStudyPage
from cms.law.models import Provision
from courses.catalogue.models import CoursePage, LessonPage
from training.learning.offline import practising, rendering
from training.learning.offline.rendering import ENTRY, Drawn, digest_of, kept
from training.learning.readings import opening
from training.people.models import User
from training.people.page_access import root_slug

DAY = 24 * 3600
STYLES = ("css/site.css", "css/media.css", "cases/case.css", "law/law.css")
ICON = "img/icon.svg"
# What runs beside pages, not in them.
APART = ("sw.js", "line.js", "taking.js", "pack.js", "shelf.js", "leaving.js")


@dataclass(frozen=True)
class File:
    """One file of a pack: kept under `url`, fetched from `source`. `lessons` are those it belongs
    to; none for what belongs to the whole course."""

    url: str
    source: str
    digest: str
    bytes: int
    kind: str
    lessons: frozenset[int] = frozenset()
    optional: bool = False

    def as_json(self) -> dict[str, Any]:
        """As the phone reads it."""
        said = {
            "url": self.url,
            "from": self.source,
            "digest": self.digest,
            "bytes": self.bytes,
            "kind": self.kind,
        }
        return said | ({"optional": True} if self.optional else {})


@dataclass(frozen=True)
class Pack:
    """A course as it can be taken along."""

    course: UUID
    title: str
    files: tuple[File, ...]
    lessons: tuple[opening.AskedLesson, ...]
    pages: frozenset[int]
    content: str

    @property
    def version(self) -> str:
        """Another one whenever something changed, or another lesson opened."""
        return f"{self.content}-{len(self.lessons)}"

    @property
    def bytes(self) -> int:
        """What is fetched without sound."""
        return sum(file.bytes for file in self.files if not file.optional)

    @property
    def sound_bytes(self) -> int:
        """What the sound takes beside that."""
        return sum(file.bytes for file in self.files if file.optional)

    @property
    def cases(self) -> int:
        """How many cases it holds."""
        return sum(file.kind == "case" for file in self.files)


def live_lessons(course: CoursePage) -> "QuerySet[LessonPage]":
    """The published lessons of a course in order."""
    return LessonPage.objects.live().child_of(course).order_by("path")


def drawn(course: CoursePage, page_id: int) -> Drawn:
    """The course itself, or a lesson or case of its pack. One query where it was drawn within the
    hour, three for the course."""
    if page_id == course.pk:
        lessons = list(live_lessons(course))
        return rendering.drawn_course(course, lessons, [*_cases_in(course, lessons)])
    found: Any = LessonPage.objects.filter(pk=page_id).first()
    return rendering.drawn_page(found or CaseStudyPage.objects.get(pk=page_id), course)


def has_script(name: str) -> bool:
    """Whether a page of this room has such a script."""
    return finders.find(f"offline/{name}") is not None


def pack_of(course: CoursePage) -> Pack:
    """Everything of a course. One query where it was packed within the hour and nothing was
    published since."""
    pack: Pack = kept(_name(course), lambda: _packed(course, list(live_lessons(course))))
    return pack


def is_ready(course: CoursePage) -> bool:
    """Whether its pack need not be made. One query."""
    return rendering.is_kept(_name(course))


def _name(course: CoursePage) -> str:
    """Another one whenever the course or one of its lessons is published."""
    state = live_lessons(course).values_list("pk", "live_revision_id", "last_published_at")
    return f"pack:{rendering.stamp_of(course)}:{[*state]}"


def open_to(pack: Pack, learner: User, now: datetime) -> Pack:
    """What of a pack is open to a person by the order of her class. Seven queries at most."""
    if opening.sees_everything(learner):
        return pack
    held = opening.order_for(learner_id=learner.pk, lessons=pack.lessons, now=now).holds
    if not held:
        return pack
    lessons = tuple(one for one in pack.lessons if one.pk not in held)
    left = {one.pk for one in lessons}
    files = tuple(one for one in pack.files if not one.lessons or one.lessons & left)
    gone = {one.pk for one in pack.lessons} - left
    return replace(pack, lessons=lessons, files=files, pages=pack.pages - gone)


def _packed(course: CoursePage, lessons: list[LessonPage]) -> Pack:
    drawn = {lesson: rendering.drawn_page(lesson, course) for lesson in lessons}
    cases = _cases_in(course, lessons)
    drawn_cases = {case: rendering.drawn_page(case, course) for case in cases}
    needed = {lesson.pk: frozenset({lesson.pk}) for lesson in lessons}
    needed |= {case.pk: frozenset(named) for case, named in cases.items()}
    articles = _articles({**drawn, **drawn_cases}, needed)
    files = [
        _page_file(course, rendering.drawn_course(course, lessons, [*cases]), course, "page"),
        *(_page_file(course, one, page, "page", needed[page.pk]) for page, one in drawn.items()),
        *(
            _page_file(course, one, page, "case", needed[page.pk])
            for page, one in drawn_cases.items()
        ),
        *(_article_file(course, article, named) for article, named in articles.items()),
        *_media_files({**drawn, **drawn_cases}, needed),
        *_static_files(),
        _practice_file(course, lessons),
    ]
    states = sorted(f"{file.url} {file.digest}" for file in files)
    return Pack(
        course=course.activity_uuid,
        title=course.local_title,
        files=tuple(files),
        lessons=tuple(_asked(lesson) for lesson in lessons),
        pages=frozenset({course.pk, *needed}),
        content=digest_of("\n".join(states).encode())[:12],
    )


def _asked(lesson: LessonPage) -> opening.AskedLesson:
    return opening.AskedLesson(lesson.pk, lesson.path, lesson.translation_key, lesson.opens_ahead)


def _cases_in(course: CoursePage, lessons: Iterable[LessonPage]) -> dict[CaseStudyPage, list[int]]:
    """The live cases that lessons lead to, of the course's own congress or shared, with the lessons
    that do. One query."""
    named: dict[int, list[int]] = {}
    for lesson in lessons:
        for stored in lesson.body.raw_data:
            if stored["type"] == "case" and stored["value"].get("case"):
                named.setdefault(int(stored["value"]["case"]), []).append(lesson.pk)
    found = CaseStudyPage.objects.live().filter(pk__in=named).order_by("path")
    whose = {root_slug(course), "shared"}
    return {case: named[case.pk] for case in found if root_slug(case) in whose}


def _articles(
    drawn: dict[Any, Drawn], needed: dict[int, frozenset[int]]
) -> dict[Provision, frozenset[int]]:
    """The articles that pages lead to, with the lessons whose pages do. One query."""
    named: dict[tuple[str, int], frozenset[int]] = {}
    for page, one in drawn.items():
        for article in one.articles:
            named[article] = named.get(article, frozenset()) | needed[page.pk]
    if not named:
        return {}
    which = Q()
    for key, number in named:
        which |= Q(version__key=key, number=number)
    rows = Provision.objects.select_related("version__statute", "version__replaced_by")
    found = rows.filter(which).order_by("version__key", "number")
    return {article: named[(article.version.key, article.number)] for article in found}


def _page_file(
    course: CoursePage, drawn: Drawn, page: Any, kind: str, lessons: frozenset[int] = frozenset()
) -> File:
    source = reverse("offline:page", args=[course.activity_uuid, page.pk])
    return File(page.url, source, drawn.digest, drawn.size, kind, lessons)


def _article_file(course: CoursePage, article: Provision, lessons: frozenset[int]) -> File:
    drawn = rendering.drawn_article(article, course)
    source = reverse("offline:article", args=[course.activity_uuid, article.pk])
    return File(article.get_absolute_url(), source, drawn.digest, drawn.size, "page", lessons)


def _practice_file(course: CoursePage, lessons: list[LessonPage]) -> File:
    content = practising.practice_file(course, lessons).encode()
    url = reverse("offline:practice", args=[course.activity_uuid])
    return File(url, url, digest_of(content), len(content), "practice")


def _media_files(drawn: dict[Any, Drawn], needed: dict[int, frozenset[int]]) -> list[File]:
    """Pictures and sound, each once; what the storage does not have any more is left out."""
    named: dict[tuple[str, str], frozenset[int]] = {}
    for page, one in drawn.items():
        for kind, urls in (("picture", one.pictures), ("sound", one.sounds)):
            for url in urls:
                named[(kind, url)] = named.get((kind, url), frozenset()) | needed[page.pk]
    files = [
        _media_file(url, kind, lessons)
        for (kind, url), lessons in named.items()
        if url.startswith(settings.MEDIA_URL)
    ]
    return [file for file in files if file]


def _media_file(url: str, kind: str, lessons: frozenset[int]) -> File | None:
    name = unquote(url.removeprefix(settings.MEDIA_URL))
    try:
        # A stored file never changes: another upload has another name.
        digest, size = kept(f"media:{name}", lambda: _measured(name), DAY)
    except OSError:
        return None
    return File(url, url, digest, size, kind, lessons, optional=kind == "sound")


def _measured(name: str) -> tuple[str, int]:
    return digest_of(name.encode()), default_storage.size(name)


def _static_files() -> list[File]:
    """Styles, the icon, and the scripts that kept pages run. What a script imports it asks for by
    its plain name, so that is where it is kept."""
    files = [_static_file(static(name), name, "style") for name in STYLES]
    files.append(_static_file(static(ICON), ICON, "picture"))
    entry = finders.find(ENTRY)
    if not entry:
        return files
    files.append(_static_file(static(ENTRY), ENTRY, "script"))
    beside = sorted(Path(entry).parent.glob("*.js"))
    names = [f"offline/{one.name}" for one in beside if one.name not in (*APART, Path(ENTRY).name)]
    return [*files, *(_static_file(f"{settings.STATIC_URL}{n}", n, "script") for n in names)]


def _static_file(url: str, name: str, kind: str) -> File:
    """FileNotFoundError for a name that is none of ours."""
    found = finders.find(name)
    if found is None:
        raise FileNotFoundError(name)
    content = Path(found).read_bytes()
    return File(url, url, digest_of(url.encode() + content), len(content), kind)
