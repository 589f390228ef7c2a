"""Who may export and import content: whoever writes it, for her own congress."""

from typing import Any

from django.http import Http404

from cms.models import CongressRootPage
from cms.site.access import roots_for
from courses.models import ProgrammePage


def importable_roots(user: Any) -> list[CongressRootPage]:
    """The congresses below whose root a person may add pages."""
    roots = roots_for(user).order_by("path")
    return [root for root in roots if root.permissions_for_user(user).can_add_subpage()]


def import_root(user: Any, key: str) -> CongressRootPage:
    """One of these roots by the congress's key; Http404 for any other."""
    for root in importable_roots(user):
        if root.congress_key == key:
            return root
    raise Http404


def own_programmes(user: Any) -> list[ProgrammePage]:
    """The programmes of the congresses a person works for."""
    found = ProgrammePage.objects.none()
    for root in roots_for(user):
        found |= ProgrammePage.objects.descendant_of(root)
    return list(found.order_by("path").defer_streamfields())


def own_programme(user: Any, pk: int) -> ProgrammePage:
    """One of them; Http404 for a foreign one."""
    for programme in own_programmes(user):
        if programme.pk == pk:
            return programme
    raise Http404


def may_publish(user: Any, root: CongressRootPage) -> bool:
    """Whether what a person imports may go live at once."""
    return bool(root.permissions_for_user(user).can_publish_subpage())
