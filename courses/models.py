"""Gathers the rooms' models, so that `from courses.models import Quiz` works."""

from importlib import import_module

from courses.catalogue.case_models import CaseQuestion
from courses.catalogue.models import (
    CoursePage,
    LessonPage,
    LessonPrerequisite,
    ProgrammePage,
    ProgrammeSession,
)
from courses.exchange.models import ImportJob, ImportPiece, ImportRow
from courses.questions.kinds.case_group.models import CaseGroupQuestion
from courses.questions.kinds.fill_blank.models import Blank, FillBlankQuestion
from courses.questions.kinds.matching.models import MatchingQuestion, MatchPair
from courses.questions.kinds.multiple_choice.models import MultipleChoiceQuestion
from courses.questions.kinds.numeric.models import NumericAnswer, NumericQuestion, NumericUnit
from courses.questions.kinds.ordering.models import OrderingEntry, OrderingQuestion
from courses.questions.kinds.registry import KINDS, module_of
from courses.questions.kinds.short_answer.models import ShortAnswerCriterion, ShortAnswerQuestion
from courses.questions.kinds.single_choice.models import SingleChoiceQuestion
from courses.questions.kinds.true_false.models import TrueFalseQuestion
from courses.questions.likeness.models import Fingerprint, SimilarPair
from courses.questions.models import (
    Category,
    Choice,
    ItemStatistics,
    Question,
    QuestionCitation,
    QuestionHint,
    QuestionTag,
    QuestionVersion,
)
from courses.quizzes.models import (
    KeyAmendment,
    Quiz,
    QuizAnalysis,
    QuizSection,
    QuizSlot,
    QuizStatistics,
)
from courses.quizzes.printing.models import PrintedPaper
from courses.workshops.models import Criterion, Rubric, RubricVersion, WritingTask

# A new kind needs no line above: its line in the registry brings its models.
for _kind in KINDS:
    import_module(module_of(_kind, "models"))

__all__ = [
    "Blank",
    "CaseGroupQuestion",
    "CaseQuestion",
    "Category",
    "Choice",
    "CoursePage",
    "Criterion",
    "FillBlankQuestion",
    "Fingerprint",
    "ImportJob",
    "ImportPiece",
    "ImportRow",
    "ItemStatistics",
    "KeyAmendment",
    "LessonPage",
    "LessonPrerequisite",
    "MatchPair",
    "MatchingQuestion",
    "MultipleChoiceQuestion",
    "NumericAnswer",
    "NumericQuestion",
    "NumericUnit",
    "OrderingEntry",
    "OrderingQuestion",
    "PrintedPaper",
    "ProgrammePage",
    "ProgrammeSession",
    "Question",
    "QuestionCitation",
    "QuestionHint",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizAnalysis",
    "QuizSection",
    "QuizSlot",
    "QuizStatistics",
    "Rubric",
    "RubricVersion",
    "ShortAnswerCriterion",
    "ShortAnswerQuestion",
    "SimilarPair",
    "SingleChoiceQuestion",
    "TrueFalseQuestion",
    "WritingTask",
]
