"""What an administrator types about colleagues."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy

from training.office.forms import NumberField, plain
from training.office.post_forms import day_field
from training.people.models import Membership
from training.people.staff import STAFF, Spell, StaffDetails

ROLE_WORDS = {
    Membership.Role.TRAINER: gettext_lazy("讲师：备课、出题、看自己班的答卷"),
    Membership.Role.EDITOR: gettext_lazy("审稿人：审内容、批准上线"),
    Membership.Role.OFFICE: gettext_lazy("工作机构人员：名册、班次、学习统计，看不到答卷"),
    Membership.Role.ADMINISTRATOR: gettext_lazy("管理员：设置、工作人员账号"),
    Membership.Role.AUDITOR: gettext_lazy("审计员：看审计记录"),
}
ROLES = [(role.value, ROLE_WORDS[role]) for role in STAFF]


class StaffForm(forms.Form):
    """A colleague's details."""

    name = forms.CharField(label=gettext_lazy("姓名"), max_length=60)
    number = NumberField(
        label=gettext_lazy("编号"), max_length=40, help_text=gettext_lazy("登录时用它。")
    )
    phone = forms.CharField(label=gettext_lazy("手机"), max_length=20, required=False)
    email = forms.EmailField(label=gettext_lazy("邮箱"), required=False)

    def details(self) -> StaffDetails:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return StaffDetails(
            name=typed["name"],
            number=typed["number"],
            phone=plain(typed["phone"]).replace(" ", ""),
            email=typed["email"],
        )


class RoleForm(forms.Form):
    """A role from a day to a day."""

    role = forms.ChoiceField(label=gettext_lazy("角色"), choices=ROLES)
    starts_on = day_field(gettext_lazy("从哪一天起"))
    ends_on = day_field(
        gettext_lazy("到哪一天止"),
        required=False,
        help_text=gettext_lazy("不填就是一直有。过了这一天自动失效。"),
    )

    def spell(self) -> Spell:
        """What was typed, for the service."""
        typed = self.cleaned_data
        return Spell(typed["role"], typed["starts_on"], typed["ends_on"])


class NewStaffForm(StaffForm, RoleForm):
    """A colleague with her first role."""

    field_order: Any = ("name", "number", "phone", "email", "role", "starts_on", "ends_on")
