"""A question as it will be met, while it is being written: on a phone, after answering, on paper.

Works on drafts and half-filled rows; what is still missing is said below.
"""

from collections.abc import Mapping, Sequence
from typing import Any

from django.http import HttpRequest
from django.utils.translation import gettext as _
from wagtail.models import PreviewableMixin

from cms.core.fragments import Fragment
from courses.questions.kinds.contract import Flaw
from courses.questions.kinds.registry import KINDS
from courses.questions.screens import screen

ASK, REVIEW, PRINT = "ask", "review", "print"
SEED = "preview"
PHONE, TABLET, DESKTOP = 390, 768, 1280


class PreviewedQuestion(PreviewableMixin):
    """What Wagtail asks of a model that its editor shows in a frame."""

    preview_template = "pages/questions/preview.html"

    @property
    def preview_modes(self) -> list[tuple[str, Any]]:
        """As asked, as reviewed, as printed."""
        return [(ASK, _("学员答题时")), (REVIEW, _("答完以后")), (PRINT, _("印在卷子上"))]

    @property
    def preview_sizes(self) -> list[dict[str, Any]]:
        """A phone first: that is where nearly everybody answers."""
        sizes = (
            ("mobile", "mobile-alt", PHONE, _("手机")),
            ("tablet", "tablet-alt", TABLET, _("平板")),
            ("desktop", "desktop", DESKTOP, _("电脑")),
        )
        return [
            {"name": name, "icon": icon, "device_width": width, "label": label}
            for name, icon, width, label in sizes
        ]

    def get_preview_template(self, request: HttpRequest, mode_name: str) -> str:
        """One template for every kind and mode."""
        return self.preview_template

    def get_preview_context(self, request: HttpRequest, mode_name: str) -> dict[str, Any]:
        """The question as its kind presents it; nothing of the key unless the mode shows it."""
        question: Any = self
        body, key = question.frozen_body(), question.frozen_key()
        flaws = [*_hinted(key), *KINDS[question.kind].flaws(body, key)]
        mode = mode_name if mode_name in {ASK, REVIEW, PRINT} else ASK
        context = {
            "kind": question.kind,
            "fiction": body["fiction"],
            "mode": mode,
            "flaws": [flaw.message for flaw in flaws],
            "template": _template(question.kind, mode),
            "shown": _shown(question.kind, body, key, mode, whole=not flaws),
        }
        if mode == REVIEW:
            context |= {
                "explanation": key["explanation"],
                "hints": key.get("hints", []),
                "why": _why(body, key),
            }
        if mode == PRINT and not flaws:
            context["solution"] = KINDS[question.kind].paper.solution(body, key, SEED)
        return context


def _template(kind: str, mode: str) -> Fragment | str:
    return f"kinds/{kind}/{PRINT}.html" if mode == PRINT else screen(kind, mode)


def _shown(
    kind: str, body: Mapping[str, Any], key: Mapping[str, Any], mode: str, *, whole: bool
) -> dict[str, Any] | None:
    """What the template shows; None where a key with gaps cannot be shown."""
    paper = KINDS[kind].paper
    if mode == REVIEW:
        return paper.review(body, key, {}) if whole else None
    presented = paper.present(body, SEED)
    return paper.refill(presented, {}, SEED)


def _why(body: Mapping[str, Any], key: Mapping[str, Any]) -> list[tuple[str, str]]:
    """Options with what is said to those who choose them wrongly."""
    told = key.get("why", {})
    return [(o["text"], told[o["id"]]) for o in body.get("options", []) if told.get(o["id"])]


def _hinted(key: Mapping[str, Any]) -> Sequence[Flaw]:
    if all(hint.strip() for hint in key.get("hints", [])):
        return []
    return [Flaw("hint", str(_("有一条提示还没有写。")), "hints", "hints")]
