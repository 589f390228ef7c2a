"""What happens around the lessons of a class, one of everything: for the stage."""

from datetime import date
from uuid import uuid4

from django.utils import timezone

from cms.site.models import CongressRootPage
from tests.factories import live
from tests.factories.feedback import counted, form_of_day_one
from tests.factories.side import Side, picture_file
from tests.factories.world import moment, person
from training.cohorts.models import Enrolment
from training.insight.api.services import Wanted, add_client
from training.insight.figures import overview
from training.insight.papers.services import freeze
from training.learning.attendance.leaves import Wish as LeaveWish
from training.learning.attendance.leaves import ask as ask_leave
from training.learning.certificates import seals
from training.learning.certificates.models import IssuerRules, PrintRun
from training.learning.certificates.runs import ask
from training.learning.certificates.services import issue
from training.learning.contacts.models import Contact
from training.learning.contacts.services import Word, note_contacts
from training.learning.enquiries import services as enquiries
from training.learning.enquiries.models import FaqEntry
from training.learning.enquiries.places import NOWHERE
from training.learning.enquiries.publishing import Wording, save_faq
from training.learning.enquiries.services import About
from training.learning.live import services as live_services
from training.learning.waivers.services import Ruling, rule
from training.notices.models import Notice
from training.notices.services import tell
from training.people.access import Scope
from training.people.models import Term, User
from training.people.rosters import RosterImport, RosterRow


def _roster_sent(side: Side) -> None:
    """A file of people that waits for the office's choice."""
    job = RosterImport.objects.create(
        congress=side.world.congress,
        name=f"名册 {side.world.congress.name}.xlsx",
        state=RosterImport.State.READY,
        sheets=[
            {"name": "名册", "head": 1, "titles": ["编号", "姓名"], "codes": ["number", "name"]}
        ],
        total=1,
        created_at=timezone.now(),
    )
    RosterRow.objects.create(
        job=job, place=1, line=2, cells=["", "某人"], outcome=RosterRow.Outcome.ERROR, name="某人"
    )
    side.named["roster"] = job


def _thought(side: Side) -> None:
    """What the class thought of its first day, enough of them to be shown."""
    form = side.named["feedback form"] = form_of_day_one(side.world)
    words = {"content": 4, "better": f"{side.world.congress.name}的意见"}
    counted(form, 5, **words)


def _certified(side: Side) -> None:
    """The office declared that she has finished; her certificate, a seal, and a printed class."""
    now, congress = moment(1, 13), side.world.congress
    place = Enrolment.objects.select_related("cohort__programme").get(learner=side.learner)
    boss = User.objects.filter(is_superuser=True).first()
    rule(enrolment=place, ruling=Ruling("", True, "核对过签到表"), by=boss, now=now)
    made = side.named["certificate"] = issue(enrolment=place, by=boss, now=now)
    digest = seals.keep(congress=congress, image=picture_file("seal.png").read(), by=boss, now=now)
    IssuerRules.objects.filter(congress=congress).update(seal=digest)
    run = ask(
        cohort=side.world.cohort, certificates=[made], base="http://testserver", by=boss, now=now
    )
    PrintRun.objects.filter(pk=run.pk).update(state="done", file=b"%PDF", finished_at=now)
    side.named["print run"] = run


def _told(side: Side) -> None:
    """The learner was told something, and the office sees that she was."""
    about = {"cohort": side.world.cohort.name, "changes": "D1-1 改到下午"}
    people, now = [side.learner.pk], moment(2, 12)
    tell(people=people, kind="class_changed", key="stage", about=about, now=now)
    side.named["notice"] = Notice.objects.get(learner=side.learner, key="stage")
    side.named["notices"] = side.named["notice"].batch


def _excused(side: Side) -> None:
    """The learner asked for leave from the last session."""
    last = side.world.cohort.timetable.get(session__code="D2-2")
    asked = LeaveWish([last.pk], "duty", "镇里开会")
    (side.named["leave"],) = ask_leave(learner=side.learner, wish=asked, now=moment(1, 12))


def _doubled(side: Side) -> None:
    """Somebody who may be the learner once more, and the term they were elected in."""
    key = f"double-{side.world.congress.key}"
    side.named["doubled"] = person(key, side.learner.name, side.world.unit, "deputy")
    terms = Term.objects.filter(congress=side.world.congress)
    side.named["term"] = terms.first() or terms.create(
        congress=side.world.congress, number=18, starts_on=date(2022, 1, 1)
    )


def _asked_live(side: Side) -> None:
    """The class answers a round, and the words of another are in."""
    words = live.prepared(side.world, "words", ask=f"说几个词 {side.world.congress.name}")
    words = live_services.open_round(live=words, by=None, now=moment(2, 9))
    side.named["live words"] = live.shut(words)
    asked = f"您怎么看 {side.world.congress.name}"
    side.named["live round"] = live.opened(side.world, ask=asked)


def _spoken_to(side: Side) -> None:
    """The office rang the learner up."""
    boss = User.objects.filter(is_superuser=True).first()
    word = Word(uuid4(), "phone", "答应周末补课", moment(2, 15))
    people = [side.learner.pk]
    note_contacts(cohort=side.world.cohort, people=people, word=word, by=boss, now=moment(2, 15))
    side.named["contact"] = Contact.objects.get(learner=side.learner)


def _enquired(side: Side) -> None:
    """The learner asked a trainer, who handed it to the office; a common question was made of it."""
    boss = User.objects.filter(is_superuser=True).first()
    asked = About(side.world.congress, side.world.cohort, NOWHERE)
    said, now = enquiries.Said(uuid4(), "怎么附议别人的建议？"), moment(2, 16)
    told = enquiries.ask(learner=side.learner, said=said, about=asked, now=now)
    handed = enquiries.Said(uuid4(), "", seen=1)
    side.named["enquiry"] = enquiries.forward(enquiry=told, said=handed, to=None, by=boss, now=now)
    root = CongressRootPage.objects.get(congress_key=side.world.congress.key)
    entry = FaqEntry(owner_root=root, made_from=told.pk)
    wording = Wording("附议要办什么手续？", "在建议纸上签名即可。")
    side.named["faq"] = save_faq(entry=entry, wording=wording, by=boss, now=now)


def _reported(side: Side) -> None:
    """A report of the class was kept, and a program let in to read the figures."""
    boss = User.objects.filter(is_superuser=True).first()
    scope, cohort, now = Scope(side.world.congress), side.world.cohort, moment(2, 16)
    told = overview(scope=scope, cohort=cohort, now=now)
    side.named["snapshot"] = freeze(told=told, remark="", by=boss, now=now)
    wanted = Wanted("门户网站")
    made = add_client(congress=side.world.congress, wanted=wanted, by=boss, now=now)
    side.named["client"] = made[0]


def furnish(side: Side) -> None:
    """Roster, feedback, certificate, notice, leave, a call, a double, rounds in the room, a
    question to the trainers."""
    _roster_sent(side)
    _thought(side)
    _certified(side)
    _told(side)
    _excused(side)
    _spoken_to(side)
    _reported(side)
    _doubled(side)
    _asked_live(side)
    _enquired(side)
