"""Pages as a phone keeps them: drawn without a request, so that nobody's name, token or state can
be in them, and the same for everybody of a congress.

A drawing is kept in the cache until the page is published again, and for an hour at most: what it
shows from elsewhere (an article, a picture's copies) may have changed meanwhile. What did not
change has the same digest, so that no phone fetches it again."""

import hashlib
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache as cache_once
from typing import Any

from django.conf import settings
from django.contrib.staticfiles import finders
from django.core.cache import cache
from django.template.loader import render_to_string
from django.templatetags.static import static
from django.utils import timezone
from django.utils.translation import get_language

from cms.law.models import Provision
from courses.catalogue.models import CoursePage, LessonPage
from courses.catalogue.pacing import needed_seconds
from training.people.models import Congress
from training.people.page_access import root_slug
from training.people.telephones import dialable

HOUR = 3600
STYLE = "css/site.css"
ENTRY = "offline/reading.js"
"""The script of a kept page, once there is one."""

SHOWN = re.compile(r'<img[^>]* src="([^"]+)"')
HEARD = re.compile(r'<audio[^>]* src="([^"]+)"')
LAW = re.compile(r'href="/law/([\w-]+)/(\d+)/"')


@dataclass(frozen=True)
class Drawn:
    """A page for a phone: its text, the addresses of pictures and sound in it, and the articles it
    leads to, as (text, number)."""

    html: str
    pictures: tuple[str, ...]
    sounds: tuple[str, ...]
    articles: tuple[tuple[str, int], ...]

    @property
    def digest(self) -> str:
        """What tells one state of it from another."""
        return digest_of(self.html.encode())

    @property
    def size(self) -> int:
        """In bytes."""
        return len(self.html.encode())


def digest_of(content: bytes) -> str:
    """What tells one state of a file from another, opaque to phones."""
    return hashlib.sha256(content).hexdigest()[:24]


def stamp_of(page: Any) -> str:
    """What changes whenever a page is published."""
    at = page.last_published_at.timestamp() if page.last_published_at else 0
    return f"{page.pk}.{page.live_revision_id}.{at}"


@cache_once
def _build() -> str:
    """What changes with the site's own files, which kept pages name."""
    named = [static(STYLE), static(ENTRY) if finders.find(ENTRY) else ""]
    return ":".join([settings.VERSION, *named])


def kept(name: str, make: Any, seconds: int = HOUR) -> Any:
    """What was made under this name, in the reader's language and by this release, or is made
    now."""
    found = cache.get(_key(name))
    if found is None:
        found = make()
        cache.set(_key(name), found, seconds)
    return found


def is_kept(name: str) -> bool:
    """Whether something was made under this name."""
    return _key(name) in cache


def _key(name: str) -> str:
    said = f"{_build()}:{get_language()}:{name}"
    return f"offline:{hashlib.sha256(said.encode()).hexdigest()}"


def drawn_page(page: Any, course: CoursePage) -> Drawn:
    """A lesson or a case of a course. No query where it was drawn within the hour."""
    name = f"page:{course.activity_uuid}:{stamp_of(page)}"
    drawn: Drawn = kept(name, lambda: _page(page, course))
    return drawn


def _page(page: Any, course: CoursePage) -> Drawn:
    lesson = isinstance(page, LessonPage)
    minutes = page.minutes if isinstance(page, LessonPage) else 0
    said = {
        "page": page,
        "minutes": minutes,
        "needed": needed_seconds(minutes) if lesson else 0,
        "above": {"title": course.local_title, "url": course.url},
    }
    return _drawn("lesson" if lesson else "case", page.pk, course, said)


def drawn_course(course: CoursePage, lessons: list[Any], cases: list[Any]) -> Drawn:
    """The list of what a course holds."""
    said = {"page": course, "lessons": lessons, "cases": cases}
    return _drawn("course", course.pk, course, said)


def drawn_article(provision: Provision, course: CoursePage) -> Drawn:
    """An article's card; what is 待核 in it is not for deputies and left out."""
    force = provision.version.force_on(timezone.localdate())
    said = {"provision": provision, "force": force}
    return _drawn("law", provision.pk, course, said)


def _drawn(kind: str, page_id: int, course: CoursePage, said: Mapping[str, Any]) -> Drawn:
    office = _office(course)
    context = {
        "site_name": settings.SITE_NAME,
        "kind": kind,
        "page_id": page_id,
        "course": course.activity_uuid,
        "office": office,
        "office_dial": dialable(office.office_phone) if office else "",
        "script": ENTRY if finders.find(ENTRY) else "",
        # Blocks ask whether their reader is signed in before they lead to the law.
        "user": {"is_authenticated": True},
        "offline": True,
        **said,
    }
    html = render_to_string(f"pages/offline/{kind}.html", context)
    return Drawn(
        html=html,
        pictures=_each(SHOWN, html),
        sounds=_each(HEARD, html),
        articles=tuple(
            dict.fromkeys((key, int(number)) for key, number in LAW.findall(html) if kind != "law")
        ),
    )


def _each(pattern: re.Pattern[str], html: str) -> tuple[str, ...]:
    return tuple(dict.fromkeys(pattern.findall(html)))


def _office(course: CoursePage) -> Congress | None:
    return Congress.objects.filter(key=root_slug(course)).first()
