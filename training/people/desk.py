"""A role's seats at Wagtail's desk: one group says what the role may do, another says where.

The first belongs to the role (讲师), the second to the role in one congress (讲师 · dinghai). A group
for both would open every congress's content to every trainer.
"""

from django.contrib.auth.models import Group

from training.people.models import Congress, Membership, User

ROLES = {
    Membership.Role.TRAINER.value: "讲师",
    Membership.Role.EDITOR.value: "审稿人",
    Membership.Role.ADMINISTRATOR.value: "管理员",
}


def role_group(role: str) -> Group:
    """The group that says what a role may do; made when missing."""
    return Group.objects.get_or_create(name=ROLES[role])[0]


def place_group(role: str, congress_key: str) -> Group:
    """The group that says where a role of one congress may do it; made when missing."""
    return Group.objects.get_or_create(name=f"{ROLES[role]} · {congress_key}")[0]


def seat(*, user: User, role: str, congress: Congress) -> None:
    """Give a person the seats of a role in a congress; roles without a desk change nothing."""
    if role in ROLES:
        user.groups.add(role_group(role), place_group(role, congress.key))
