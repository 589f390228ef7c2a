"""What was done about a person, in words for the office."""

from collections.abc import Mapping
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

WORDS = {
    "person.added": gettext_lazy("加入名册"),
    "person.corrected": gettext_lazy("更正资料"),
    "person.disabled": gettext_lazy("停用账号"),
    "person.enabled": gettext_lazy("恢复账号"),
    "person.signed_out": gettext_lazy("退出设备"),
    "person.enrolled": gettext_lazy("编入班次"),
    "person.regrouped": gettext_lazy("调整小组"),
    "person.merged": gettext_lazy("并入另一份记录"),
    "person.merged_rest": gettext_lazy("并入后补移学习记录"),
    "membership.begun": gettext_lazy("开始任职"),
    "membership.ended": gettext_lazy("结束任职"),
    "slip.issued": gettext_lazy("发登录条"),
    "slip.used": gettext_lazy("用登录条设密码"),
    "staff.added": gettext_lazy("添加工作人员"),
    "role.given": gettext_lazy("给角色"),
    "role.ended": gettext_lazy("结束角色"),
    "class.withdrawn": gettext_lazy("退出班次"),
    "certificate.issued": gettext_lazy("发结业证书"),
    "certificate.reissued": gettext_lazy("换发结业证书"),
    "certificate.revoked": gettext_lazy("撤销结业证书"),
    "class.taken_back_in": gettext_lazy("重新编入班次"),
}
FIELDS = {
    "name": gettext_lazy("姓名"),
    "number": gettext_lazy("编号"),
    "phone": gettext_lazy("手机"),
    "email": gettext_lazy("邮箱"),
    "unit": gettext_lazy("镇街"),
    "role": gettext_lazy("角色"),
    "delegation": gettext_lazy("代表团"),
    "constituency": gettext_lazy("选区"),
    "first_term": gettext_lazy("初任或连任"),
}


def words_of(action: str, detail: Mapping[str, Any]) -> str:
    """An action in words, with what it was about where that is short; the action itself where it
    has no words."""
    told = str(WORDS.get(action, action))
    parts = [str(FIELDS.get(name, name)) for name in detail.get("changed") or ()]
    parts += [str(detail[name]) for name in ("unit", "cohort", "day") if detail.get(name)]
    if action == "person.signed_out":
        parts.append(_("%d 台") % detail.get("sessions", 0))
    return f"{told}（{'、'.join(parts)}）" if parts else told
