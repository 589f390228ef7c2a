"""What the sittings have to say at the desk to somebody about to change a quiz."""

from django.http import HttpRequest
from django.utils.translation import ngettext

from courses.quizzes.models import Quiz
from training.learning.attempts.models import Attempt


def quiz_notes(request: HttpRequest, quiz: Quiz) -> list[str]:
    """That people are sitting it right now, and that a change does not reach them. One query."""
    sitting = Attempt.objects.filter(quiz=quiz, state=Attempt.State.INPROGRESS).count()
    if not sitting:
        return []
    told = ngettext(
        "现在有 %(n)d 人正在做这个测验。改动只管以后开始的，正在做的仍按开始时的题目和规则。",
        "现在有 %(n)d 人正在做这个测验。改动只管以后开始的，正在做的仍按开始时的题目和规则。",
        sitting,
    )
    return [told % {"n": sitting}]
