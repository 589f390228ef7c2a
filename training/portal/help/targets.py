"""Which help belongs to which page, so that 帮助 leads to what one is looking at."""

from typing import Any

from django.urls import reverse

from cms.cases.models import CaseLibraryPage, CaseStudyPage
from courses.catalogue.models import LessonPage
from training.portal.help.subjects import subjects

# By name of the address, else by its room.
NAMES = {
    "account_login": "sign-in",
    "account_change_password": "sign-in",
    "account_reauthenticate": "sign-in",
    "people:slip": "first-sign-in",
    "people:devices": "devices",
    "portal:settings": "display",
    "portal:record": "record",
    "portal:why": "finishing",
    "portal:cases": "cases",
    "portal:programme": "lessons",
    "attempts:result": "results",
    "attempts:objection": "results",
    "attempts:practice": "practice",
}
ROOMS = {
    "attempts": "quizzes",
    "attendance": "check-in",
    "certificates": "certificate",
    "crediting": "hours",
    "diagnosis": "diagnosis",
    "dossier": "record",
    "effect": "record",
    "enquiries": "questions",
    "feedback": "feedback",
    "law": "search",
    "live": "live",
    "notes": "notes",
    "notices": "inbox",
    "offline": "offline",
    "plan": "plan",
    "readings": "lessons",
    "review": "review",
    "search": "search",
    "timetable": "timetable",
    "verify": "certificate",
    "writing": "writing",
}
PAGES = {LessonPage: "lessons", CaseStudyPage: "cases", CaseLibraryPage: "cases"}


def help_for(view_name: str, page: Any = None) -> str:
    """The address of the help that belongs to a page, by the name of its address or, for content,
    by what it is; that of the contents when there is none."""
    room = view_name.partition(":")[0]
    slug = NAMES.get(view_name) or ROOMS.get(room) or PAGES.get(type(page), "")
    subject = subjects().get(slug)
    return subject.url if subject else reverse("help:home")
