"""The shape of writing.yaml: rubrics, writing tasks, and the drafts of the sample class."""

from typing import Annotated, Literal

from django.utils.translation import gettext as _
from pydantic import Field, model_validator

from courses.workshops.scoring import LEVELS, WHOLE
from training.packs.schema import English, Entry, Flag, Key, Text

Level = Annotated[int, Field(ge=0, le=4)]
Code = Annotated[str, Field(min_length=1, max_length=4)]
Looks = Annotated[str, Field(min_length=1, max_length=200)]
Percent = Annotated[int, Field(ge=1, le=100)]
Many = Annotated[int, Field(ge=1)]


class CriterionEntry(Entry):
    """One criterion with its five levels, from 0 to 4."""

    code: Code
    title: Annotated[str, Field(min_length=1, max_length=60)]
    weight: Percent
    veto: Flag = False
    levels: Annotated[list[Looks], Field(min_length=len(LEVELS), max_length=len(LEVELS))]


class RubricEntry(Entry):
    """A rubric; the weights make 100."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=100)]
    note: str = ""
    criteria: Annotated[list[CriterionEntry], Field(min_length=1)]

    @model_validator(mode="after")
    def _whole(self) -> "RubricEntry":
        total = sum(one.weight for one in self.criteria)
        if total != WHOLE:
            raise ValueError(_("各项权重加起来要等于 100，现在是 %d。") % total)
        codes = [one.code for one in self.criteria]
        if len(set(codes)) < len(codes):
            raise ValueError(_("评分项的编号不能重复。"))
        return self


class TaskEntry(Entry):
    """A writing task; the brief is Markdown."""

    key: Key
    title: Annotated[str, Field(min_length=1, max_length=100)]
    title_en: English = ""
    form: Literal["suggestion", "motion"]
    rubric: Key
    brief: Text
    pass_score: Percent = 60
    drafts: Many | None = None
    least: Many | None = None
    most: Many | None = None


class DraftEntry(Entry):
    """An invented draft of the sample class, as far as its writer got."""

    task: Key
    state: Literal["assessed", "waiting", "writing"]
    title: str = ""
    cause: str = ""
    grounds: str = ""
    plan: str = ""
    levels: dict[Code, Level] = {}
    comment: str = ""

    def parts(self) -> dict[str, str]:
        """What was written."""
        return self.model_dump(include={"title", "cause", "grounds", "plan"})


class WritingEntry(Entry):
    """writing.yaml"""

    rubrics: list[RubricEntry] = []
    tasks: list[TaskEntry] = []
    drafts: list[DraftEntry] = []
