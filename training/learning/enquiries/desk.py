"""What the trainers' landing page says of questions that wait."""

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.admin.menu import MenuItem

from cms.desk.home import DeskTask
from training.learning.enquiries import access
from training.learning.enquiries.models import Enquiry
from training.learning.enquiries.reminding import overdue
from training.people.requests import SignedInRequest


def tasks(request: SignedInRequest) -> list[DeskTask]:
    """代表的提问, and those among them that have waited for three days. Three queries."""
    rows = access.at_desk(request.user).filter(state=Enquiry.State.WAITING, with_office=False)
    here = reverse("enquiry_desk:queue")
    return [
        DeskTask(_("代表的提问"), rows.count(), here),
        DeskTask(_("等了三天还没有答的提问"), rows.filter(overdue(timezone.now())).count(), here),
    ]


def menu_item() -> MenuItem:
    """In the main menu, for everybody at the desk."""
    here = reverse("enquiry_desk:queue")
    return MenuItem(_("代表的提问"), here, name="enquiries", icon_name="help", order=360)
