"""A role's seats at Wagtail's desk: one group says what the role may do, another says where.

The first belongs to the role (讲师), the second to the role in one congress (讲师 · dinghai). A group
for both would open every congress's content to every trainer.
"""

from datetime import date, datetime

from django.contrib.auth.models import Group
from django.utils import timezone

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


def settle(*, user: User, today: date) -> bool:
    """Bring a person's seats in line with the roles she holds today: a role that has begun is
    seated, one that is over loses its seats. Seats that no membership ever spoke of are left as
    they are. Says whether anything changed. One query when she never had a role with a desk."""
    posts = list(user.memberships.filter(role__in=ROLES).select_related("organisation__congress"))
    if not posts:
        return False
    held = [post for post in posts if post.holds_on(today)]
    wanted = {group.pk: group for post in held for group in _groups(post)}
    known = {group.pk: group for post in posts for group in _groups(post)}
    had = set(user.groups.values_list("pk", flat=True))
    gone = [group for pk, group in known.items() if pk in had and pk not in wanted]
    new = [group for pk, group in wanted.items() if pk not in had]
    user.groups.remove(*gone)
    user.groups.add(*new)
    return bool(gone or new)


def _groups(post: Membership) -> tuple[Group, Group]:
    return role_group(post.role), place_group(post.role, post.organisation.congress.key)


def settle_due(*, now: datetime) -> int:
    """Roles that began or ended since: their people's seats follow. Returns how many changed. Two
    queries when there is nothing to do."""
    today = timezone.localdate(now)
    posts = Membership.objects.filter(role__in=ROLES).values_list(
        "user", "role", "organisation__congress__key", "starts_on", "ends_on"
    )
    spoken, wanted = set(), set()
    for user, role, congress, starts_on, ends_on in posts:
        seats = {(user, ROLES[role]), (user, f"{ROLES[role]} · {congress}")}
        spoken |= seats
        if starts_on <= today and (ends_on is None or ends_on >= today):
            wanted |= seats
    had = set(User.objects.filter(groups__isnull=False).values_list("pk", "groups__name"))
    late = {user for user, _name in (wanted - had) | (had & (spoken - wanted))}
    return sum(settle(user=user, today=today) for user in User.objects.filter(pk__in=late))
