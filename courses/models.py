"""Gathers the rooms' models, so that `from courses.models import Quiz` works."""

from courses.catalogue.models import CoursePage, LessonPage, ProgrammePage, ProgrammeSession
from courses.questions.kinds.case_group.models import CaseGroupQuestion
from courses.questions.kinds.fill_blank.models import Blank, FillBlankQuestion
from courses.questions.kinds.matching.models import MatchingQuestion, MatchPair
from courses.questions.kinds.multiple_choice.models import MultipleChoiceQuestion
from courses.questions.kinds.ordering.models import OrderingEntry, OrderingQuestion
from courses.questions.kinds.single_choice.models import SingleChoiceQuestion
from courses.questions.kinds.true_false.models import TrueFalseQuestion
from courses.questions.models import (
    Category,
    Choice,
    Question,
    QuestionCitation,
    QuestionTag,
    QuestionVersion,
)
from courses.quizzes.models import Quiz, QuizSection, QuizSlot

__all__ = [
    "Blank",
    "CaseGroupQuestion",
    "Category",
    "Choice",
    "CoursePage",
    "FillBlankQuestion",
    "LessonPage",
    "MatchPair",
    "MatchingQuestion",
    "MultipleChoiceQuestion",
    "OrderingEntry",
    "OrderingQuestion",
    "ProgrammePage",
    "ProgrammeSession",
    "Question",
    "QuestionCitation",
    "QuestionTag",
    "QuestionVersion",
    "Quiz",
    "QuizSection",
    "QuizSlot",
    "SingleChoiceQuestion",
    "TrueFalseQuestion",
]
