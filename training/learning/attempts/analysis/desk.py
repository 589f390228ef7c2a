"""What the trainers' landing page says of questions whose figures call for a look."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _

from cms.desk.home import DeskTask
from courses.questions.access import questions_for
from courses.questions.models import Question
from courses.questions.selectors import doubtful_versions
from training.people.requests import SignedInRequest


def tasks(request: SignedInRequest) -> list[DeskTask]:
    """有问题的题目: negative discrimination, wrong choices nobody takes, or preferred by the best.

    The list behind it is the bank's own, narrowed.
    """
    if not request.user.has_perm("courses.change_question"):
        return []
    count = questions_for(request.user).filter(live_version__in=doubtful_versions()).count()
    url = reverse(Question.snippet_viewset.get_url_name("list"))
    return [DeskTask(_("有问题的题目"), count, f"{url}?{urlencode({'look': 'problem'})}")]
