"""In which order knowledge points build upon each other: never in a circle, never too many ties."""

from collections.abc import Iterable, Mapping

from django.utils.translation import gettext as _

MOST = 20
"""More than that nobody keeps in mind, and the diagnosis would have to reckon too long."""


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


def refusal(edges: Iterable[tuple[str, str]], names: Mapping[str, str]) -> str:
    """Why these (before, after) may not stand together, in a sentence with the points' names; empty
    when they may."""
    every = list(edges)
    if len(every) > MOST:
        told = _("先后关系最多 %(most)d 条，现在有 %(count)d 条，请去掉不重要的。")
        return told % {"most": MOST, "count": len(every)}
    if circle := circle_in(every):
        points = " → ".join(names.get(key, key) for key in circle)
        return _("这样会绕成一圈：%(points)s。请去掉其中一条。") % {"points": points}
    return ""
