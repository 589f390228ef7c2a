"""Fields of the quiz form that are more than one box: marking rules, and what review shows."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from courses.questions.kinds.registry import KINDS, rules_offered
from courses.quizzes.review import ITEMS, PHASES, PRESETS, default_review, preset_of
from courses.quizzes.wording import ITEM_NAMES, PHASE_NAMES

CUSTOM = "custom"
PRESET_NAMES = {
    "everything": gettext_lazy("交卷就全部讲评"),
    "closing": gettext_lazy("先只给得分，测验关闭以后全部讲评"),
    "marks": gettext_lazy("只给得分，不讲评"),
    CUSTOM: gettext_lazy("自己定（在下面勾选）"),
}


def kinds_with_a_choice() -> dict[str, dict[str, str]]:
    """The kinds that offer more than one rule: kind → rule → sentence."""
    return {kind: rules for kind, rules in rules_offered().items() if len(rules) > 1}


class _Drawn(forms.Widget):
    """A widget with a template of ours."""

    template = ""

    def described(self, name: str, value: Any) -> dict[str, Any]:
        """What the template needs beside the name."""
        raise NotImplementedError

    def render(self, name: str, value: Any, attrs: Any = None, renderer: Any = None) -> SafeString:
        """HTML of several inputs."""
        told = {"name": name, "id": (attrs or {}).get("id", f"id_{name}")}
        return render_to_string(self.template, told | self.described(name, value))

    def id_for_label(self, id_: str, index: Any = None) -> str:
        """Nothing: each input has a label of its own."""
        return ""

    def value_omitted_from_data(self, data: Any, files: Any, name: str) -> bool:
        """Never: no box ticked is an answer, too."""
        return False


class RulesWidget(_Drawn):
    """For each kind that offers a choice its rules, each with the sentence told to the deputy."""

    template = "admin/quizzes/rules_widget.html"

    def described(self, name: str, value: Any) -> dict[str, Any]:
        """Kinds with their rules, the chosen one marked."""
        chosen = value or {}
        return {
            "kinds": [
                {
                    "name": kind,
                    "label": _(KINDS[kind].label),
                    "rules": [
                        {
                            "name": rule,
                            "told": _(told),
                            "chosen": chosen.get(kind, KINDS[kind].rule) == rule,
                            "usual": rule == KINDS[kind].rule,
                        }
                        for rule, told in rules.items()
                    ],
                }
                for kind, rules in kinds_with_a_choice().items()
            ]
        }

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, str]:
        """Kind → rule, as posted."""
        posted = {kind: data.get(f"{name}-{kind}") for kind in kinds_with_a_choice()}
        return {kind: rule for kind, rule in posted.items() if rule}


class RulesField(forms.Field):
    """Kind → rule; a kind's own rule is left out, so that it follows the kind."""

    widget = RulesWidget

    def clean(self, value: Any) -> dict[str, str]:
        """The rules that differ from the kinds' own; raises ValidationError for an unknown one."""
        for kind, rule in (value or {}).items():
            if rule not in kinds_with_a_choice().get(kind, {}):
                raise forms.ValidationError(_("没有这样的评分规则，请重新选。"))
        return {kind: rule for kind, rule in (value or {}).items() if rule != KINDS[kind].rule}

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether another rule is chosen for some kind."""
        own = {kind: KINDS[kind].rule for kind in kinds_with_a_choice()}
        return bool(own | (initial or {}) != own | (data or {}))


class ReviewWidget(_Drawn):
    """Presets, and the matrix of phases and items for those who want it their own way."""

    template = "admin/quizzes/review_widget.html"

    def described(self, name: str, value: Any) -> dict[str, Any]:
        """Presets and rows of boxes."""
        matrix: Mapping[str, Any] = value or {}
        current = preset_of(dict(matrix)) or CUSTOM
        presets = [
            {
                "name": preset,
                "label": label,
                "chosen": preset == current,
                "boxes": " ".join(f"{p}-{i}" for p, items in shown.items() for i in items),
            }
            for preset, label in PRESET_NAMES.items()
            for shown in [PRESETS.get(preset, {})]
        ]
        rows = [
            {
                "label": PHASE_NAMES[phase],
                "boxes": [
                    {
                        "value": f"{phase}-{item}",
                        "label": ITEM_NAMES[item],
                        "ticked": item in matrix.get(phase, ()),
                    }
                    for item in ITEMS
                ],
            }
            for phase in PHASES
        ]
        heads = [ITEM_NAMES[item] for item in ITEMS]
        return {"presets": presets, "rows": rows, "heads": heads}

    def value_from_datadict(self, data: Any, files: Any, name: str) -> dict[str, list[str]]:
        """The matrix of the chosen preset, or else the ticked boxes; phase → items."""
        preset = PRESETS.get(data.get(f"{name}-preset", ""))
        if preset is not None:
            return {phase: list(items) for phase, items in preset.items()}
        ticked = set(data.getlist(name) if hasattr(data, "getlist") else data.get(name, []))
        return {phase: [item for item in ITEMS if f"{phase}-{item}" in ticked] for phase in PHASES}


class ReviewField(forms.Field):
    """Phase → items shown."""

    widget = ReviewWidget

    def clean(self, value: Any) -> dict[str, list[str]]:
        """The matrix with every phase; boxes that do not exist were left out by the widget."""
        return {phase: list((value or {}).get(phase, [])) for phase in PHASES}

    def prepare_value(self, value: Any) -> Any:
        """Everything in a new quiz."""
        return default_review() if value is None else value

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Whether some box is ticked differently."""
        return bool(self.clean(initial) != self.clean(data))
