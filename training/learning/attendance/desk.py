"""The trainers' way from their desk to the check-in of their classes."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from training.people.access import Role, standing


class CheckInItem(MenuItem):
    """签到, for whoever may show the code in the room."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open."""
        held = standing(request.user, timezone.localdate())  # type: ignore[arg-type]
        return held.has(Role.TRAINER, Role.OFFICE)


def menu_item() -> MenuItem:
    """In the main menu, before the live questions."""
    return CheckInItem(
        _("签到"),
        reverse("attendance:desk"),
        name="attendance",
        icon_name="calendar-check",
        order=345,
    )
