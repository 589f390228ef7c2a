"""The trainers' way from their desk to the rounds of their classes."""

from django.http import HttpRequest
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from wagtail.admin.menu import MenuItem

from training.people.access import Role, standing


class LiveItem(MenuItem):
    """课堂互动, for whoever may run a round."""

    def is_shown(self, request: HttpRequest) -> bool:
        """Whether the page would open."""
        held = standing(request.user, timezone.localdate())  # type: ignore[arg-type]
        return held.has(Role.TRAINER, Role.OFFICE)


def menu_item() -> MenuItem:
    """In the main menu, after the bank."""
    return LiveItem(_("课堂互动"), reverse("live:desk"), name="live", icon_name="group", order=350)
