"""Whether a drawing may be shown inside a page: shapes and texts, nothing that runs or fetches."""

import re
from xml.parsers import expat

from django.utils.translation import gettext as _

from training.packs.report import Problem

ELEMENTS = frozenset(
    """
    svg g title desc defs marker rect line circle ellipse path polyline polygon text tspan
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
ATTRIBUTES = frozenset(
    """
    xmlns viewBox width height role id class x y x1 y1 x2 y2 cx cy r rx ry d points dx dy
    fill stroke opacity transform aria-label aria-labelledby aria-hidden aria-describedby
    fill-opacity fill-rule stroke-width stroke-dasharray stroke-linecap stroke-linejoin
    stroke-opacity font-family font-size font-weight font-style text-anchor
    dominant-baseline letter-spacing xml:space lang xml:lang marker-end marker-start
    marker-mid markerWidth markerHeight refX refY orient markerUnits preserveAspectRatio
    """.split()  # noqa: SIM905 - a list of words is read more easily
)
NAMESPACE = "http://www.w3.org/2000/svg"
OUTSIDE = re.compile(r"(?:javascript|data|https?):|//|url\((?!\s*#)", re.IGNORECASE)


class _Check:
    def __init__(self, file: str) -> None:
        self.file = file
        self.problems: list[Problem] = []
        self.parser = expat.ParserCreate()
        self.parser.StartElementHandler = self.element
        self.parser.StartDoctypeDeclHandler = self.doctype
        self.parser.ProcessingInstructionHandler = self.instruction
        self.depth_one: str | None = None

    def complain(self, text: str) -> None:
        self.problems.append(Problem(self.file, self.parser.CurrentLineNumber, text))

    def doctype(self, *declared: object) -> None:
        self.complain(_("示意图里不能有 DOCTYPE。"))

    def instruction(self, target: str, text: str) -> None:
        self.complain(_("示意图里不能有 <?%s?>。") % target)

    def element(self, name: str, attributes: dict[str, str]) -> None:
        if self.depth_one is None:
            self.depth_one = name
            if name != "svg":
                self.complain(_("示意图的最外层要是 <svg>。"))
        if name in {"script", "style"}:
            self.complain(_("示意图里不能有 <%s>。") % name)
        elif name not in ELEMENTS:
            self.complain(_("示意图里不能用 <%s>。") % name)
        for attribute, value in attributes.items():
            self.attribute(name, attribute, value)

    def attribute(self, element: str, name: str, value: str) -> None:
        if name.lower().startswith("on"):
            self.complain(_("示意图里不能有事件属性 %s。") % name)
        elif name == "style":
            self.complain(_("示意图里不能有 style 属性，请改用 fill、stroke 等属性。"))
        elif name in {"href", "xlink:href", "src"}:
            self.complain(_("示意图里不能有链接（%s）。") % name)
        elif name not in ATTRIBUTES:
            told = _("示意图的 <%(element)s> 不能用属性 %(name)s。")
            self.complain(told % {"element": element, "name": name})
        elif name == "xmlns":
            if value != NAMESPACE:
                self.complain(_("示意图的 xmlns 只能是 %s。") % NAMESPACE)
        elif OUTSIDE.search(value):
            self.complain(_("示意图里不能引用外部内容（%s）。") % name)


def problems_in(svg: str, file: str) -> list[Problem]:
    """Everything in an SVG text that may not be there, with its line."""
    check = _Check(file)
    try:
        check.parser.Parse(svg, True)
    except expat.ExpatError as broken:
        check.problems.append(Problem(file, broken.lineno, _("示意图不是完整的 SVG，读不下去。")))
    return check.problems
