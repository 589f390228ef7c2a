"""For whom a command works: the root and the person, when nobody is signed in."""

from typing import Any

from django.contrib.auth import get_user_model
from django.utils.translation import gettext as _

from cms.site.models import CongressRootPage
from courses.exchange.errors import ExchangeRefused
from courses.questions.models import Category, Question


def root_called(key: str) -> CongressRootPage | None:
    """The root with this congress key; without one the only root there is, or none when there is
    none. Raises ExchangeRefused when it cannot be told."""
    roots = list(CongressRootPage.objects.order_by("congress_key"))
    if key:
        found = next((root for root in roots if key in {root.congress_key, root.slug}), None)
        if found is None:
            raise ExchangeRefused("root", _("没有键是“%s”的人大。") % key)
        return found
    if len(roots) > 1:
        told = _("这里有几个人大，请用 --root 写明是哪一个：%s。")
        raise ExchangeRefused("root", told % "、".join(root.congress_key for root in roots))
    return roots[0] if roots else None


def person_called(name: str) -> Any:
    """The person with this sign-in name, or None for none given; raises ExchangeRefused."""
    if not name:
        return None
    people = get_user_model()
    found = people._default_manager.filter(**{people.USERNAME_FIELD: name}).first()
    if found is None:
        raise ExchangeRefused("user", _("没有登录名是“%s”的人。") % name)
    return found


def category_called(
    key: str, root: CongressRootPage | None, *, for_import: bool
) -> Category | None:
    """The drawer with this key, own before shared. Without a key the only own drawer, or None when
    there are several; raises ExchangeRefused for a key that nothing has."""
    own = Category.objects.filter(owner_root=root)
    if key:
        shared = Category.objects.filter(owner_root=None)
        found = own.filter(key=key).first() or shared.filter(key=key).first()
        if found is None:
            raise ExchangeRefused("category", _("没有键是“%s”的题目分类。") % key)
        return found
    drawers = list(own[:2])
    return drawers[0] if for_import and len(drawers) == 1 else None


USES = tuple(Question.Use.values)
