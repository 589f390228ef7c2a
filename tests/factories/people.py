"""The fixed cast by name: what each is called, and what each is."""

from django.contrib.auth.models import Group

from tests.factories.world import World, person
from training.people.models import Membership, Organisation, User
from training.people.services import DESK_GROUPS

Role = Membership.Role
# 王代表, 陈主任 (director), 李教员, 沈审稿, 张主任 (office), 管理员; 赵代表 is of another congress.
PARTS = {
    "wang": ("王代表", Role.DEPUTY),
    "chen": ("陈主任", Role.DIRECTOR),
    "li": ("李教员", Role.TRAINER),
    "shen": ("沈审稿", Role.EDITOR),
    "zhang": ("张主任", Role.OFFICE),
    "admin": ("管理员", Role.ADMINISTRATOR),
    "zhao": ("赵代表", Role.DEPUTY),
}


def appear(world: World, who: str) -> User:
    """One of the cast takes her place in a congress: learners in the class, staff at the office."""
    name, role = PARTS[who]
    if role in Membership.LEARNERS:
        learner = person(who, name, world.unit, role)
        world.enrol(learner)
        return learner
    office = world.congress.organisations.get(kind=Organisation.Kind.OFFICE)
    user = person(who, name, office, role, is_superuser=role == Role.ADMINISTRATOR)
    if group := DESK_GROUPS.get(role):
        user.groups.add(Group.objects.get_or_create(name=group)[0])
    return user
