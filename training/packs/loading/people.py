"""The sample people and their class: invented, loaded only where sample accounts are allowed."""

import os
import secrets
from datetime import datetime, time, timedelta
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import models
from django.utils import timezone

from courses.catalogue.models import ProgrammePage
from courses.questions.services import digest_of
from training.cohorts import services as cohorts
from training.cohorts.models import Cohort
from training.packs.loading.keeping import Item, Keeper
from training.packs.pack import Pack, Sourced
from training.packs.schema import RosterRow, StaffMember
from training.people.models import Congress, Membership, Organisation, User
from training.people.services import PersonDetails, join

Role = Membership.Role
ROLES = {"deputy": Role.DEPUTY, "office_director": Role.DIRECTOR}
FIRST_TERM = {"是": True, "否": False, "": None}
WEDNESDAY, NOON = 2, time(12, 0)


class PersonSubject:
    """A sample person. Once loaded she is the office's: only her absence makes a difference."""

    model: type[models.Model] = User

    def __init__(self, account: str, details: PersonDetails, since: datetime) -> None:
        self.account = account
        self.details = details
        self.since = since

    def find(self) -> models.Model | None:
        """By sign-in name."""
        return User.objects.filter(username__iexact=self.account).first()

    def digest(self, found: Any) -> str:
        """Over the account's name, number and whether she is a sample person."""
        return digest_of({"name": found.name, "number": found.number, "sample": found.is_sample})

    def drafted(self, found: Any) -> bool:
        """Never."""
        return False

    def write(self, found: Any) -> models.Model:
        """A new account without a password, in her role since the term began."""
        details = self.details
        if found:
            found.name = details.name
            found.save(update_fields=["name"])
            return User.objects.get(pk=found.pk)
        user = User(
            username=self.account,
            number=details.number,
            name=details.name,
            is_sample=True,
            is_superuser=details.role == Role.ADMINISTRATOR,
        )
        user.set_unusable_password()
        user.save()
        join(user=user, details=details, today=self.since.date())
        return user


class ClassSubject:
    """The sample class. Its dates are those of the week of the first load and are never moved."""

    model: type[models.Model] = Cohort

    def __init__(
        self, pack: Pack, keeper: Keeper, congress: Congress, programme: ProgrammePage
    ) -> None:
        self.pack = pack
        self.keeper = keeper
        self.congress = congress
        self.programme = programme

    def find(self) -> models.Model | None:
        """By key."""
        key = self.pack.congress.entry.sample_class.key
        return Cohort.objects.filter(congress=self.congress, key=key).first()

    def digest(self, found: Any) -> str:
        """Over its names; the rest is the office's."""
        return digest_of({"name": found.name, "name_en": found.name_en})

    def drafted(self, found: Any) -> bool:
        """Never."""
        return False

    def write(self, found: Any) -> models.Model:
        """Open it with everybody on the roster in it; later only its names follow the pack."""
        entry = self.pack.congress.entry.sample_class
        if found:
            found.name, found.name_en = entry.name, entry.name_en
            found.save(update_fields=["name", "name_en"])
            return Cohort.objects.get(pk=found.pk)
        today = timezone.localdate(self.keeper.now)
        monday = today - timedelta(days=today.weekday())
        noon = datetime.combine(monday, NOON, tzinfo=timezone.get_current_timezone())
        plan = cohorts.CohortPlan(
            key=entry.key,
            name=entry.name,
            name_en=entry.name_en,
            starts_on=monday,
            clock_held_at=noon + timedelta(days=WEDNESDAY),
        )
        cohort = cohorts.open_cohort(
            congress=self.congress, programme=self.programme, plan=plan, now=self.keeper.now
        )
        self._enrol(cohort, noon - timedelta(days=1))
        return cohort

    def _enrol(self, cohort: Cohort, at: datetime) -> None:
        for row in self.pack.roster:
            entry = row.entry
            learner = User.objects.filter(pk=self.keeper.pk(f"person:{entry.roster_id}")).first()
            if learner:
                cohorts.enrol(
                    learner=learner,
                    cohort=cohort,
                    unit=Organisation.objects.get(pk=self.keeper.pk(f"organisation:{entry.town}")),
                    group=Organisation.objects.get(
                        pk=self.keeper.pk(f"organisation:{entry.group}")
                    ),
                    now=at,
                    first_term=FIRST_TERM[entry.first_term],
                )


def _since(pack: Pack) -> datetime:
    """The day on which the newest term began: nobody of the sample came later."""
    newest = max(pack.congress.entry.terms, key=lambda term: term.number)
    return datetime.combine(newest.starts_on, NOON, tzinfo=timezone.get_current_timezone())


def _learner(row: Sourced[RosterRow], account: str, keeper: Keeper, since: datetime) -> None:
    entry = row.entry
    details = PersonDetails(
        name=entry.display_name,
        number=entry.roster_id,
        unit=Organisation.objects.get(pk=keeper.pk(f"organisation:{entry.town}")),
        role=ROLES[entry.role],
        first_term=FIRST_TERM[entry.first_term],
    )
    item = Item(f"person:{entry.roster_id}", entry.display_name, row.file, row.line())
    keeper.place(item, PersonSubject(account, details, since))


def _member(member: StaffMember, office: Organisation, keeper: Keeper, since: datetime) -> None:
    details = PersonDetails(
        name=member.name, number=member.number, unit=office, role=Role(member.role)
    )
    item = Item(f"person:{member.number}", member.name, "people/staff.yaml", 1)
    keeper.place(item, PersonSubject(member.account, details, since))


def load(pack: Pack, keeper: Keeper, congress: Congress, programme: ProgrammePage) -> Cohort | None:
    """The sample people, their passwords and their class; None where somebody removed the class."""
    since = _since(pack)
    staff = pack.staff.entry
    with keeper.one_file("people/roster.csv"):
        for row in pack.roster:
            account = staff.learners.get(row.entry.roster_id, row.entry.roster_id)
            _learner(row, account, keeper, since)
    office = Organisation.objects.get(
        pk=keeper.pk(f"organisation:{pack.congress.entry.office.name}")
    )
    with keeper.one_file("people/staff.yaml"):
        for member in staff.staff:
            _member(member, office, keeper, since)
        give_passwords([*staff.learners.values(), *(member.account for member in staff.staff)])
    entry = pack.congress.entry.sample_class
    with keeper.one_file(pack.congress.file):
        subject = ClassSubject(pack, keeper, congress, programme)
        item = Item(
            f"class:{entry.key}",
            entry.model_dump(),
            pack.congress.file,
            pack.congress.line("sample_class"),
        )
        keeper.place(item, subject)
    return Cohort.objects.filter(pk=keeper.pk(item.key)).first()


# ---- passwords of the sample accounts


def demo_password_file() -> Path:
    """Where the password last given to the sample accounts is kept, readable by its owner only."""
    return Path(settings.VAR_DIR) / "demo_password"


def _keep(password: str) -> None:
    path = demo_password_file()
    path.parent.mkdir(parents=True, exist_ok=True)
    with open(os.open(path, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(password)
    path.chmod(0o600)


def give_passwords(accounts: list[str]) -> None:
    """Set DEMO_PASSWORD, or a random one, on sample accounts that still have none or the last one
    given here. A password somebody chose for herself is never touched."""
    path = demo_password_file()
    last = path.read_text(encoding="utf-8").strip() if path.is_file() else ""
    wanted = os.environ.get("DEMO_PASSWORD") or last or secrets.token_urlsafe(9)
    for user in User.objects.filter(username__in=accounts, is_sample=True):
        fresh = not user.has_usable_password()
        if fresh or (wanted != last and last and user.check_password(last)):
            user.set_password(wanted)
            user.save(update_fields=["password"])
    if wanted != last:
        _keep(wanted)
