"""In which order knowledge points build upon each other: never in a circle, never too many ties."""

from collections.abc import Iterable, Mapping
from typing import TYPE_CHECKING

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from cms.taxonomy.models import PointPrerequisite


def circle_in(edges: Iterable[tuple[str, str]]) -> list[str]:
    """A circle among (before, after) as the keys along it, the first one again at the end; empty
    when there is none."""
    after: dict[str, list[str]] = {}
    for first, then in sorted(edges):
        after.setdefault(first, []).append(then)
    clear: set[str] = set()
    for start in sorted(after):
        if found := _circle_from(start, after, clear):
            return found
    return []


def _circle_from(start: str, after: Mapping[str, list[str]], clear: set[str]) -> list[str]:
    """Walks depth first; `clear` collects the points from which no circle is reached."""
    path, branches = [start], [iter(after.get(start, ()))]
    while path:
        then = next(branches[-1], None)
        if then is None:
            clear.add(path.pop())
            branches.pop()
        elif then in path:
            return [*path[path.index(then) :], then]
        elif then not in clear:
            path.append(then)
            branches.append(iter(after.get(then, ())))
    return []


def refuse_circle_or_too_many(one: "PointPrerequisite") -> None:
    """Raises ValidationError when a prerequisite, new or changed, would close a circle or be one
    more than there may be. One query."""
    if one.before_id is None or one.after_id is None:
        return
    if one.before_id == one.after_id:
        raise ValidationError({"after": _("一个知识点不能排在它自己前面，请另选一个。")})
    rows = type(one).objects.exclude(pk=one.pk).select_related("before", "after")
    others = list(rows)
    if len(others) >= one.MOST:
        raise ValidationError(
            _("先后关系最多 %(most)d 条，请先删掉一条不重要的。") % {"most": one.MOST}
        )
    names = {p.key: str(p) for row in [one, *others] for p in (row.before, row.after)}
    found = circle_in((row.before.key, row.after.key) for row in [one, *others])
    if found:
        raise ValidationError(told_circle([names[key] for key in found]))


def told_circle(names: Iterable[str]) -> str:
    """The sentence that names a circle."""
    return _("这样会绕成一圈：%(points)s。请去掉其中一条。") % {"points": " → ".join(names)}
