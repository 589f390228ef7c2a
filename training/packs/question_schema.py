"""The shape of questions/*.yaml, kind by kind, with the rules that make a question markable."""

from typing import Annotated, Any, Literal

from django.utils.translation import gettext as _
from pydantic import Field, TypeAdapter, ValidationInfo, field_validator

from training.packs.schema import Citation, Entry, Flag, Key, Line, Text

BLANK = "____"
Stem = Text
Accepted = Annotated[list[Text], Field(min_length=1)]


class PartOption(Entry):
    """An option of a part of a case group."""

    text: Line
    right: Flag = False
    why: Annotated[str, Field(max_length=255)] = ""


class Option(PartOption):
    """An option of a choice question."""

    keep_last: Flag = False


def _options_differ(options: Any) -> None:
    texts = [option.text for option in options]
    doubled = next((text for text in texts if texts.count(text) > 1), None)
    if doubled:
        raise ValueError(_("选项“%s”写了两次。") % doubled)


def one_right(options: Any) -> Any:
    """Raises ValueError unless exactly one option is right."""
    _options_differ(options)
    if (count := sum(option.right for option in options)) != 1:
        raise ValueError(_("单选题要有且只有一个正确选项（right: true），现在有 %d 个。") % count)
    return options


def some_right(options: Any) -> Any:
    """Raises ValueError when no option is right."""
    _options_differ(options)
    if not any(option.right for option in options):
        raise ValueError(_("多选题至少要有一个正确选项（right: true）。"))
    return options


def blanks_fit(blanks: Any, info: ValidationInfo) -> Any:
    """Raises ValueError when stem and answers disagree about the number of blanks."""
    gaps = info.data.get("stem", "").count(BLANK)
    if not gaps:
        raise ValueError(_("填空题的题干里没有 ____。"))
    if gaps != len(blanks):
        numbers = {"gaps": gaps, "rows": len(blanks)}
        raise ValueError(_("题干里有 %(gaps)d 个空（____），答案却有 %(rows)d 项。") % numbers)
    return blanks


# ---- parts of a case group
class Part(Entry):
    """A part of a case group: its own kind's fields come after the stem."""

    stem: Stem
    explanation: str = ""


class SinglePart(Part):
    kind: Literal["single_choice"]
    options: Annotated[list[PartOption], Field(min_length=2, max_length=8)]
    _right = field_validator("options")(one_right)


class MultiplePart(Part):
    kind: Literal["multiple_choice"]
    options: Annotated[list[PartOption], Field(min_length=2, max_length=8)]
    _right = field_validator("options")(some_right)


class TrueFalsePart(Part):
    kind: Literal["true_false"]
    answer: Flag


class FillBlankPart(Part):
    kind: Literal["fill_blank"]
    blanks: Annotated[list[Accepted], Field(min_length=1, max_length=10)]
    _gaps = field_validator("blanks")(blanks_fit)


AnyPart = Annotated[
    SinglePart | MultiplePart | TrueFalsePart | FillBlankPart, Field(discriminator="kind")
]


# ---- questions
class QuestionEntry(Entry):
    """What every question has."""

    key: Key
    use: Literal["examination", "practice"]
    tags: list[Annotated[str, Field(min_length=1, max_length=100)]] = []
    difficulty: Annotated[int, Field(ge=1, le=5)]
    state: Literal["ready", "review"]
    stem: Stem
    explanation: Text
    citations: Annotated[list[Citation], Field(min_length=1)]
    fiction: Flag = False
    sources: list[Text] = []

    def told(self) -> str:
        """The explanation, with the sources at its end."""
        if not self.sources:
            return self.explanation
        return _("%(explanation)s来源：%(sources)s。") % {
            "explanation": self.explanation,
            "sources": "；".join(self.sources),
        }


class SingleChoice(QuestionEntry):
    kind: Literal["single_choice"]
    options: Annotated[list[Option], Field(min_length=2, max_length=10)]
    _right = field_validator("options")(one_right)


class MultipleChoice(QuestionEntry):
    kind: Literal["multiple_choice"]
    options: Annotated[list[Option], Field(min_length=2, max_length=10)]
    _right = field_validator("options")(some_right)


class TrueFalse(QuestionEntry):
    kind: Literal["true_false"]
    answer: Flag


class FillBlank(QuestionEntry):
    kind: Literal["fill_blank"]
    blanks: Annotated[list[Accepted], Field(min_length=1, max_length=10)]
    _gaps = field_validator("blanks")(blanks_fit)


class Pair(Entry):
    """Two entries that belong together."""

    left: Line
    right: Line


class Matching(QuestionEntry):
    kind: Literal["matching"]
    extra_right: Annotated[list[Line], Field(max_length=8)] = []
    pairs: Annotated[list[Pair], Field(min_length=2, max_length=10)]

    @field_validator("pairs")
    @classmethod
    def _distinct(cls, pairs: list[Pair], info: ValidationInfo) -> list[Pair]:
        """Two equal entries could not be told apart when marking."""
        rights = [pair.right for pair in pairs] + info.data.get("extra_right", [])
        lefts = [pair.left for pair in pairs]
        if len(set(lefts)) < len(lefts) or len(set(rights)) < len(rights):
            raise ValueError(_("配对的左边、右边都不能有重复的项。"))
        return pairs


class Ordering(QuestionEntry):
    kind: Literal["ordering"]
    items: Annotated[list[Line], Field(min_length=3, max_length=10)]

    @field_validator("items")
    @classmethod
    def _distinct(cls, items: list[str]) -> list[str]:
        if len(set(items)) < len(items):
            raise ValueError(_("排序题不能有重复的项。"))
        return items


class CaseGroup(QuestionEntry):
    kind: Literal["case_group"]
    parts: Annotated[list[AnyPart], Field(min_length=1)]


QUESTION: TypeAdapter[QuestionEntry] = TypeAdapter(
    Annotated[
        SingleChoice | MultipleChoice | TrueFalse | FillBlank | Matching | Ordering | CaseGroup,
        Field(discriminator="kind"),
    ]
)
