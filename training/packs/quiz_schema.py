"""The shape of quizzes.yaml. What is not written stays as a new quiz of its purpose has it."""

from datetime import datetime
from decimal import Decimal
from typing import Annotated, Any, Literal

from django.utils import timezone
from django.utils.translation import gettext as _
from pydantic import BeforeValidator, Field, field_validator, model_validator

from courses.questions.kinds.registry import rules_offered
from courses.quizzes.review import ITEMS, PHASES, PRESETS
from training.packs.schema import English, Entry, Flag, Key, Minutes

Level = Annotated[int, Field(ge=1, le=5)]
Mark = Annotated[Decimal, Field(gt=0, le=999, decimal_places=2)]
Percent = Annotated[int, Field(ge=0, le=100)]


def _here(value: Any) -> Any:
    """A time without a zone is local; `2026-11-20 09:00` or ISO 8601."""
    try:
        at = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    except ValueError:
        raise ValueError(_("时间“%s”要写成 2026-11-20 09:00 的样子。") % value) from None
    return timezone.make_aware(at) if timezone.is_naive(at) else at


Moment = Annotated[datetime, BeforeValidator(_here)]


class Draw(Entry):
    """A slot filled by chance: ready questions with the tag, about one of the points, within the
    range of difficulty."""

    tag: Annotated[str, Field(max_length=60)] = ""
    points: list[Key] = []
    easiest: Level | None = None
    hardest: Level | None = None
    count: Annotated[int, Field(ge=1, le=100)] = 1
    mark: Mark | None = None

    @model_validator(mode="after")
    def _says_something(self) -> "Draw":
        if not (self.tag or self.points or self.easiest or self.hardest):
            raise ValueError(_("抽题至少要写标签、知识点、难度里的一样。"))
        if self.easiest and self.hardest and self.easiest > self.hardest:
            raise ValueError(_("难度的起点不能高于终点。"))
        return self


class Section(Entry):
    """A part of a paper: named questions, then drawn ones; `mark` is what each is worth."""

    title: Annotated[str, Field(max_length=100)] = ""
    shuffle: Flag = False
    mark: Mark = Decimal(1)
    questions: list[Key] = []
    draws: list[Draw] = []


class Options(Entry):
    """How a quiz is sat, marked and reviewed; None where the pack says nothing."""

    behaviour: Literal["deferred", "immediate"] | None = None
    tries: Annotated[int, Field(ge=1, le=5)] | None = None
    try_penalty: Percent | None = None
    certainty: Flag | None = None
    shuffle_choices: Flag | None = None
    least_seen_first: Flag | None = None
    opens_at: Moment | None = None
    closes_at: Moment | None = None
    wait_after_first: Annotated[int, Field(ge=0)] | None = None
    wait_between: Annotated[int, Field(ge=0)] | None = None
    counts: Literal["highest", "average", "first", "last"] | None = None
    overdue: Literal["submit", "grace", "abandon"] | None = None
    extra_time: Annotated[int, Field(ge=0, le=200)] | None = None
    grace_minutes: Annotated[int, Field(ge=0, le=600)] | None = None
    marking_rules: dict[str, str] | None = None
    review: dict[str, list[str]] | None = None
    keys_wait: Flag | None = None
    second_marker: Flag | None = None

    @field_validator("marking_rules")
    @classmethod
    def _rules_are_offered(cls, rules: Any) -> Any:
        for kind, rule in (rules or {}).items():
            offered = rules_offered().get(kind)
            if offered is None:
                raise ValueError(_("没有“%s”这种题型。") % kind)
            if rule not in offered:
                told = _("题型 %(kind)s 没有规则“%(rule)s”，可以用：%(offered)s。")
                raise ValueError(told % {"kind": kind, "rule": rule, "offered": " ".join(offered)})
        return rules

    @field_validator("review", mode="before")
    @classmethod
    def _review_by_name(cls, review: Any) -> Any:
        """A preset by its name, or phases with their items."""
        if isinstance(review, str):
            if review not in PRESETS:
                raise ValueError(_("讲评方案只有：%s。") % " ".join(PRESETS))
            return {phase: list(items) for phase, items in PRESETS[review].items()}
        for phase, items in (review or {}).items():
            if phase not in PHASES or not set(items) <= set(ITEMS):
                told = _("讲评要写成 阶段: [项目…]；阶段有 %(phases)s，项目有 %(items)s。")
                raise ValueError(told % {"phases": " ".join(PHASES), "items": " ".join(ITEMS)})
        return review

    def written(self) -> dict[str, Any]:
        """The options that the pack writes: column → value."""
        said = {name: getattr(self, name) for name in Options.model_fields}
        return {name: value for name, value in said.items() if value is not None}


class QuizEntry(Options):
    """quizzes.yaml: one quiz."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=100)]
    title_en: English = ""
    intro: str = ""
    purpose: Literal["placement", "early", "final", "practice"]
    time_limit: Minutes | None = None
    attempts: Annotated[int, Field(ge=1, le=99)] | None = None
    pass_mark: Annotated[int, Field(ge=1, le=100)] | None = None
    sections: Annotated[list[Section], Field(min_length=1)]

    @model_validator(mode="after")
    def _hangs_together(self) -> "QuizEntry":
        if self.behaviour == "immediate" and self.purpose != "practice":
            raise ValueError(_("只有练习（purpose: practice）可以每题当场讲评。"))
        if self.opens_at and self.closes_at and self.opens_at >= self.closes_at:
            raise ValueError(_("关闭时间要晚于开放时间。"))
        if self.overdue == "grace" and not self.grace_minutes:
            raise ValueError(_("overdue: grace 要写 grace_minutes，宽限几分钟。"))
        if self.keys_wait and self.pass_mark is None and self.attempts is None:
            raise ValueError(_("没有及格线，也不限次数，keys_wait 会让答案永远不显示。"))
        return self

    def named(self) -> list[str]:
        """The keys of all named questions, in order."""
        return [key for section in self.sections for key in section.questions]
