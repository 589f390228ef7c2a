"""Two deputies of the sample class asked the trainer: one was answered, and a common question made
of it; the other still waits."""

from datetime import datetime, timedelta
from uuid import NAMESPACE_URL, UUID, uuid5

from django.db import transaction
from django.utils.translation import gettext as _

from cms.site.models import CongressRootPage
from courses.catalogue.models import LessonPage
from training.cohorts.models import Cohort, Enrolment
from training.learning.enquiries import services
from training.learning.enquiries.models import FaqEntry
from training.learning.enquiries.places import NOWHERE, Place
from training.learning.enquiries.publishing import Wording, publish, save_faq
from training.learning.enquiries.services import About, Said
from training.people.models import User

ASKED = "我这个选区和隔壁选区都反映渡船末班太早，能不能跟那边的代表一起提一件建议？"
WAITS = "读到这里有点糊涂：建议交上去以后，多长时间该有答复？"
ANSWER = "可以联名。商量好由谁领衔，以后承办单位就找领衔的代表联系。"
COMMON = "几位代表能不能联名提一件建议？"


def _key(cohort: Cohort, number: int) -> UUID:
    return uuid5(NAMESPACE_URL, f"enquiry:{cohort.key}:{number}")


def _place(cohort: Cohort) -> Place:
    """The first lesson of the class's programme that is about suggestions, else nowhere."""
    below = cohort.programme.get_parent()
    rows = LessonPage.objects.live().descendant_of(below).order_by("path")
    page = rows.filter(title__contains="建议").first() or rows.first()
    return Place(page.title, page.url, page.translation_key) if page else NOWHERE


@transaction.atomic
def seed_enquiries(*, cohort: Cohort, by: User | None, now: datetime) -> int:
    """Ask twice, answer once: yesterday and today. Returns how many questions there are; none
    without a trainer."""
    root = CongressRootPage.objects.filter(congress_key=cohort.congress.key).first()
    places = Enrolment.objects.filter(cohort=cohort).select_related("learner")
    people = [one.learner for one in places.order_by("learner__number")[:2]]
    if by is None or root is None or len(people) < 2:
        return 0
    about = About(cohort.congress, cohort, _place(cohort))
    then = now - timedelta(days=1)
    told = services.ask(learner=people[0], said=Said(_key(cohort, 1), ASKED), about=about, now=then)
    services.ask(learner=people[1], said=Said(_key(cohort, 2), WAITS), about=about, now=now)
    said = Said(_key(cohort, 3), ANSWER, told.messages_count)
    services.answer(enquiry=told, said=said, by=by, now=now)
    entry = FaqEntry(
        owner_root=root,
        made_from=told.pk,
        activity=told.activity,
        place_title=told.place_title,
        place_url=told.place_url,
    )
    wording = Wording(COMMON, _("可以。联名提的，由领衔的代表负责联系，办理结果也先答复领衔代表。"))
    made = save_faq(entry=entry, wording=wording, by=by, now=now)
    publish(entry=made, live=True, by=by, now=now)
    return 2
