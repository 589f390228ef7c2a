"""What every page's frame needs to know."""

from dataclasses import dataclass
from typing import Any

from django.conf import settings
from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from training.people.access import Role, Standing, standing
from training.people.telephones import dialable

SIZES = ("normal", "large", "huge")
CONTRASTS = ("normal", "high")
SAVERS = ("on", "off")
SPACINGS = ("normal", "wide")
MOTIONS = ("normal", "still")
# What a reader may choose by cookie, each with what it may be; the first is what she has otherwise.
CHOICES = {
    "size": SIZES,
    "contrast": CONTRASTS,
    "spacing": SPACINGS,
    "motion": MOTIONS,
}


@dataclass(frozen=True)
class Door:
    """An area of the site that is open to a person."""

    key: str
    url: str
    label: str


def saves_data(request: HttpRequest) -> bool:
    """Whether the reader wants to be asked before pictures are loaded: as she set it here, else as
    her browser says."""
    chosen = request.COOKIES.get("saver", "")
    if chosen in SAVERS:
        return chosen == "on"
    return request.headers.get("Save-Data", "").lower() == "on"


def display_of(request: HttpRequest) -> dict[str, Any]:
    """The reader's text size, contrast, line spacing, motion and thrift with data, so that the
    server renders them."""
    chosen = {name: request.COOKIES.get(name, "") for name in CHOICES}
    known = {
        name: chosen[name] if chosen[name] in CHOICES[name] else CHOICES[name][0]
        for name in CHOICES
    }
    return {**known, "saver": saves_data(request)}


def doors_of(held: Standing) -> list[Door]:
    """The areas open to a person, the first being where she lands after signing in."""
    doors = []
    if held.has(Role.OFFICE):
        doors.append(Door("office", reverse("office:home"), _("工作台")))
    if held.learns:
        doors.append(Door("portal", reverse("portal:home"), _("我的学习")))
    if held.has(Role.OFFICE, Role.ADMINISTRATOR) or held.directs:
        doors.append(Door("insight", reverse("insight:overview"), _("学习统计")))
    if held.has(Role.TRAINER, Role.EDITOR, Role.ADMINISTRATOR) or held.user.is_superuser:
        doors.append(Door("admin", reverse("wagtailadmin_home"), _("内容管理")))
    if held.has(Role.ADMINISTRATOR) and not held.has(Role.OFFICE):
        doors.append(Door("staff", reverse("office:staff"), _("工作人员")))
    return doors


def surroundings(request: HttpRequest) -> dict[str, Any]:
    """Display settings, standing, doors and the office's phone; at most one query, and only when
    used."""
    user = getattr(request, "user", None)
    held = standing(user, timezone.localdate()) if user and user.is_authenticated else None
    congresses = held.congresses if held else ()
    return {
        "display": display_of(request),
        "site_name": settings.SITE_NAME,
        "release": settings.VERSION,
        "standing": held,
        "doors": doors_of(held) if held else [],
        "office_phone": congresses[0].office_phone if congresses else "",
        "office_dial": dialable(congresses[0].office_phone) if congresses else "",
        "congress": congresses[0] if congresses else None,
        "sample_banner": settings.SAMPLE_ACCOUNTS,
        "here": request.get_full_path(),
    }
