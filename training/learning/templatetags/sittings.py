"""The frame of the pages about a quiz's sittings: its tabs and the way back."""

from typing import Any

from django import template
from django.urls import NoReverseMatch, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.quizzes.models import Quiz

register = template.Library()

# Name, heading, address (each takes the quiz's uuid as `quiz`).
TABS = (
    ("sittings", gettext_lazy("作答"), "sittings:list"),
    ("marking", gettext_lazy("评阅"), "sittings:marking_quiz"),
    ("analysis", gettext_lazy("题目分析"), "sittings:analysis"),
    ("regrading", gettext_lazy("重评"), "sittings:regrading"),
    ("allowances", gettext_lazy("例外安排"), "sittings:allowances"),
    ("papers", gettext_lazy("纸质卷录入"), "sittings:papers"),
)


def _address(name: str, quiz: Quiz) -> str:
    try:
        return reverse(name, kwargs={"quiz": quiz.uuid})
    except NoReverseMatch:
        return ""


@register.simple_tag
def sitting_tabs(quiz: Quiz, current: str) -> list[dict[str, Any]]:
    """The tabs of a quiz with address, heading, and which one is open; unbuilt ones left out."""
    tabs = [(name, heading, _address(address, quiz)) for name, heading, address in TABS]
    return [
        {"heading": heading, "url": url, "current": name == current}
        for name, heading, url in tabs
        if url
    ]


@register.simple_tag
def sitting_crumbs(quiz: Quiz, current: str, page_title: str = "") -> list[dict[str, Any]]:
    """The way back: the quizzes, this quiz, the tab, and the page below the tab if there is one."""
    headings = {name: (heading, address) for name, heading, address in TABS}
    heading, address = headings[current]
    viewset = Quiz.snippet_viewset
    crumbs: list[dict[str, Any]] = [
        {"url": reverse("wagtailadmin_home"), "label": _("内容工作台")},
        {"url": reverse(viewset.get_url_name("list")), "label": _("测验")},
        {"url": reverse(viewset.get_url_name("edit"), args=[quiz.pk]), "label": str(quiz)},
    ]
    # Only the last one is always seen, so it names the quiz as well.
    if not page_title:
        return [*crumbs, {"url": "", "label": f"{quiz} · {heading}"}]
    tab = {"url": _address(address, quiz), "label": heading}
    return [*crumbs, tab, {"url": "", "label": f"{quiz} · {page_title}"}]
