"""What the office types about memberships, units, terms and merging."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from cms.core.choosing import offer
from training.office import selectors
from training.office.forms import FIRST_TERM, TRUTH
from training.people.models import Congress, Membership, Organisation, Term
from training.people.organisations import KEPT, TermDetails, UnitDetails

Ending = Membership.Ending
LEAVING = [
    (why.value, why.label)
    for why in (
        Ending.RESIGNED,
        Ending.MOVED,
        Ending.RECALLED,
        Ending.ABSENT,
        Ending.DISQUALIFIED,
        Ending.DIED,
        Ending.TERM,
        Ending.RELIEVED,
    )
]
ENDINGS = [*LEAVING, (Ending.TRANSFER.value, Ending.TRANSFER.label)]
ENDINGS.append((Ending.MISTAKEN.value, Ending.MISTAKEN.label))
CHOOSE = ("", gettext_lazy("请选择"))


def day_field(label: Any, *, required: bool = True, help_text: Any = "") -> forms.DateField:
    """A field for a day, with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, required=required, help_text=help_text, widget=widget)


class LeaveForm(forms.Form):
    """Why and when somebody is no longer a deputy."""

    why = forms.ChoiceField(label=gettext_lazy("原因"), choices=[CHOOSE, *LEAVING])
    last_day = day_field(
        gettext_lazy("最后一天"), help_text=gettext_lazy("这一天还算在任，从第二天起离任。")
    )
    disable = forms.BooleanField(
        label=gettext_lazy("同时停用账号"),
        required=False,
        help_text=gettext_lazy("不停用的话，本人还能登录看自己的学习记录。"),
    )
    withdraw = forms.BooleanField(
        label=gettext_lazy("同时退出正在进行的班次"),
        required=False,
        help_text=gettext_lazy("退出以后不再计入应训人数，学过的记录都保留。"),
    )


class EndPostForm(forms.Form):
    """Why and when one membership ends."""

    why = forms.ChoiceField(label=gettext_lazy("原因"), choices=[CHOOSE, *ENDINGS])
    last_day = day_field(gettext_lazy("最后一天"))


class PostForm(forms.Form):
    """One more membership."""

    organisation = forms.ModelChoiceField(
        label=gettext_lazy("镇街、代表团或小组"),
        queryset=Organisation.objects.none(),
        empty_label=gettext_lazy("请选择"),
    )
    role = forms.ChoiceField(
        label=gettext_lazy("角色"),
        choices=[(role.value, role.label) for role in Membership.LEARNERS],
    )
    starts_on = day_field(gettext_lazy("从哪一天起"))
    began_by = forms.ChoiceField(
        label=gettext_lazy("怎样开始"),
        choices=[("", gettext_lazy("不填")), *Membership.Beginning.choices],
        required=False,
    )
    first_term = forms.ChoiceField(
        label=gettext_lazy("初任或连任"), choices=FIRST_TERM, required=False
    )
    constituency = forms.CharField(label=gettext_lazy("选区"), max_length=60, required=False)

    def __init__(self, *args: Any, congress: Congress, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        on_offer = selectors.joinable(congress)
        offer(self, organisation=on_offer)

    def details(self) -> dict[str, Any]:
        """What the service takes beside unit and day."""
        typed = self.cleaned_data
        found = {name: typed[name] for name in ("role", "began_by", "constituency")}
        return found | {"first_term": TRUTH[typed["first_term"]]}


class UnitForm(forms.Form):
    """A township, street, delegation or group."""

    kind = forms.ChoiceField(
        label=gettext_lazy("类别"), choices=[(kind.value, kind.label) for kind in KEPT]
    )
    name = forms.CharField(label=gettext_lazy("名称"), max_length=60)
    name_en = forms.CharField(label=gettext_lazy("英文名称"), max_length=120, required=False)
    order = forms.IntegerField(
        label=gettext_lazy("顺序"),
        min_value=0,
        max_value=9999,
        initial=0,
        help_text=gettext_lazy("数字小的排在前面。"),
    )

    def __init__(self, *args: Any, unit: Organisation | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.unit = unit
        if unit:
            del self.fields["kind"]

    def details(self) -> UnitDetails:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return UnitDetails(
            kind=self.unit.kind if self.unit else typed["kind"],
            name=typed["name"],
            name_en=typed["name_en"],
            order=typed["order"],
        )


class CloseUnitForm(forms.Form):
    """The last day of a unit."""

    last_day = day_field(gettext_lazy("最后一天"))


class TermForm(forms.Form):
    """A term."""

    number = forms.IntegerField(label=gettext_lazy("届次"), min_value=1, max_value=200)
    starts_on = day_field(gettext_lazy("从哪一天起"))
    ends_on = day_field(
        gettext_lazy("到哪一天止"),
        required=False,
        help_text=gettext_lazy("还不知道就不填，办“结束一届”时会记下。"),
    )

    def __init__(self, *args: Any, term: Term | None = None, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if term:
            del self.fields["number"]

    def details(self) -> TermDetails:
        """What was typed, for the service."""
        return TermDetails(**self.cleaned_data)


class EndTermForm(forms.Form):
    """The last day of a term, and who was re-elected."""

    last_day = day_field(gettext_lazy("本届最后一天"))
    person = forms.MultipleChoiceField(required=False)
    sure = forms.BooleanField(
        label=gettext_lazy("名单核对过了，结束这一届"),
        error_messages={"required": gettext_lazy("请核对名单，再勾选确认。")},
    )

    def __init__(self, *args: Any, people: list[Membership], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["person"].choices = [  # type: ignore[attr-defined]
            (str(post.user_id), post.user.name) for post in people
        ]


class MergeForm(forms.Form):
    """That the two records were compared."""

    sure = forms.BooleanField(
        label=gettext_lazy("核对过了，两份记录是同一个人"),
        error_messages={"required": gettext_lazy("请核对以后再勾选确认。")},
    )
