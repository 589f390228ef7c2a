"""What the office types at its desk."""

import unicodedata
from typing import Any

from django import forms
from django.contrib.auth.validators import UnicodeUsernameValidator
from django.core.validators import RegexValidator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from training.cohorts.models import Cohort
from training.office import selectors
from training.office.selectors import RosterFilters
from training.people.models import Congress, Membership, Organisation, User
from training.people.services import PersonDetails

LEARNERS = [(role.value, role.label) for role in Membership.LEARNERS]
FIRST_TERM = [
    ("", gettext_lazy("不清楚")),
    ("yes", gettext_lazy("初任")),
    ("no", gettext_lazy("连任")),
]
TRUTH: dict[str, bool | None] = {"": None, "yes": True, "no": False}
MOST_AT_ONCE = 200


def plain(text: str) -> str:
    """Full-width letters and digits as plain ones, without blanks around."""
    return unicodedata.normalize("NFKC", text).strip()


class NumberField(forms.CharField):
    """What somebody signs in with, in plain signs; refuses signs that a sign-in name cannot
    have."""

    default_validators = [
        UnicodeUsernameValidator(
            message=gettext_lazy("编号只能用字母、数字和 @ . + - _，中间不要空格。")
        )
    ]

    def to_python(self, value: Any) -> Any:
        """Full-width letters and digits become plain ones."""
        return plain(super().to_python(value) or "")


class PersonForm(forms.Form):
    """A person's details, for adding and for correcting."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    number = NumberField(
        label=gettext_lazy("编号"),
        max_length=40,
        help_text=gettext_lazy("登录时用它。每人一个，例如 R066。"),
    )
    phone = forms.CharField(
        label=gettext_lazy("手机"),
        max_length=20,
        required=False,
        help_text=gettext_lazy("可以不填，用来按尾号找人。"),
        validators=[RegexValidator(r"^[\d+\- ]*$", gettext_lazy("手机只写数字。"))],
    )
    unit = forms.ModelChoiceField(
        label=gettext_lazy("镇街"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("请选择"),
    )
    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=LEARNERS)
    first_term = forms.ChoiceField(
        label=gettext_lazy("初任或连任"), choices=FIRST_TERM, required=False
    )
    delegation = forms.ModelChoiceField(
        label=gettext_lazy("代表团"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("不填"),
    )
    constituency = forms.CharField(label=gettext_lazy("选区"), max_length=60, required=False)
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)
    joined_on = forms.DateField(
        label=gettext_lazy("从哪一天起"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
        help_text=gettext_lazy("不填就是今天。"),
    )
    began_by = forms.ChoiceField(
        label=gettext_lazy("怎样开始"),
        choices=[("", gettext_lazy("不填")), *Membership.Beginning.choices],
        required=False,
        help_text=gettext_lazy("届中补选的请选“补选”，并填补选的日期。"),
    )

    def __init__(
        self, *args: Any, congress: Congress, correcting: bool = False, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=selectors.open_units(congress))
        delegations = selectors.delegations(congress)
        offer(self, delegation=delegations)
        if not delegations.exists():
            del self.fields["delegation"]
        if correcting:
            del self.fields["began_by"]
            self.fields["joined_on"].label = _("调动从哪一天起")
            self.fields["joined_on"].help_text = _("只在换了镇街、角色或代表团时用。不填就是今天。")

    def details(self) -> PersonDetails:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return PersonDetails(
            name=typed["name"],
            number=typed["number"],
            phone=plain(typed["phone"]).replace(" ", ""),
            unit=typed["unit"],
            role=typed["role"],
            first_term=TRUTH[typed["first_term"]],
            email=typed["email"],
            constituency=plain(typed["constituency"]),
            delegation=typed.get("delegation"),
            joined_on=typed["joined_on"],
            began_by=typed.get("began_by", ""),
        )


def details_of(membership: Membership) -> dict[str, Any]:
    """A person's details as they stand, to begin a correction with."""
    person = membership.user
    words = {truth: word for word, truth in TRUTH.items()}
    return {
        "name": person.name,
        "number": person.number or person.username,
        "phone": person.phone,
        "unit": membership.organisation_id,
        "role": membership.role,
        "first_term": words[membership.first_term],
        "constituency": membership.constituency,
        "email": person.email,
    }


class RosterForm(forms.Form):
    """The search box and the filters of the roster."""

    q = forms.CharField(label=gettext_lazy("姓名、编号或手机尾号"), max_length=60, required=False)
    unit = forms.ModelChoiceField(
        label=gettext_lazy("镇街"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("全部"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("角色"), choices=[("", gettext_lazy("全部")), *LEARNERS], required=False
    )
    active = forms.ChoiceField(
        label=gettext_lazy("账号"),
        choices=[
            ("", gettext_lazy("全部")),
            ("yes", gettext_lazy("在用")),
            ("no", gettext_lazy("已停用")),
        ],
        required=False,
    )
    todo = forms.ChoiceField(
        label=gettext_lazy("待办"),
        choices=[
            ("", gettext_lazy("不限")),
            ("never", gettext_lazy("还没有登录过")),
            ("unenrolled", gettext_lazy("还没有编入班次")),
        ],
        required=False,
    )

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, unit=selectors.units(congress))

    def filters(self) -> RosterFilters | None:
        """What is looked for; None when something was asked that is not on offer."""
        if not self.is_valid():
            return None
        asked = self.cleaned_data
        return RosterFilters(
            text=asked["q"],
            unit=asked["unit"],
            role=asked["role"],
            active=TRUTH[asked["active"]],
            todo=asked["todo"],
        )


class PlacementForm(forms.Form):
    """Which class and which group."""

    cohort = forms.ModelChoiceField(
        label=gettext_lazy("班次"), queryset=Cohort.objects.none(), empty_label=None
    )
    group = forms.ModelChoiceField(
        label=gettext_lazy("小组"),
        queryset=Organisation.objects.none(),
        required=False,
        empty_label=gettext_lazy("暂不分组"),
    )

    def __init__(self, *args: Any, congress: Congress, first: Cohort | None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        still_open = congress.cohorts.filter(cancelled_at=None, closed_at=None)
        offer(self, cohort=still_open)
        self.fields["cohort"].initial = first.pk if first else None
        offer(self, group=selectors.groups(congress))


class WelcomeForm(PlacementForm):
    """What follows on adding a person: into the class, and a slip."""

    enrol = forms.BooleanField(label=gettext_lazy("编入班次"), required=False, initial=True)
    slip = forms.BooleanField(
        label=gettext_lazy("打印登录条"),
        required=False,
        initial=True,
        help_text=gettext_lazy("登录条上的登录码只显示这一次，72 小时内有效。"),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["cohort"].required = False

    def clean(self) -> dict[str, Any]:
        """Raises ValidationError when a class is wanted and none was chosen."""
        typed = super().clean() or {}
        if typed.get("enrol") and not typed.get("cohort") and "cohort" not in self.errors:
            self.add_error("cohort", _("请选择班次，或者去掉“编入班次”前面的勾。"))
        return typed


class SelectionForm(forms.Form):
    """The people ticked in a list; only those of the desk's own roster are on offer."""

    person = forms.ModelMultipleChoiceField(
        queryset=User.objects.none(),
        error_messages={"required": gettext_lazy("请先在名单里勾选要打印登录条的人。")},
    )

    def __init__(self, *args: Any, on_offer: QuerySet[User], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offer(self, person=on_offer)

    def clean_person(self) -> list[User]:
        """Raises ValidationError for more people than fit one printing."""
        chosen = list(self.cleaned_data["person"])
        if len(chosen) > MOST_AT_ONCE:
            message = _("一次最多打印 %s 人的登录条。") % MOST_AT_ONCE
            raise forms.ValidationError(message, code="too_many")
        return chosen
