"""使用情况: where a question is used, how often it was asked, and how it did."""

from typing import Any

from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from courses.questions.likeness.selectors import partners
from courses.questions.listing import bank_url
from courses.questions.pages import AboutQuestion
from courses.questions.usage.figures import ENOUGH
from courses.questions.usage.places import Way, places_of
from courses.questions.versions.selectors import told


class QuestionUsageView(AboutQuestion, TemplateView):
    """Quizzes, lessons, sittings and figures of one question."""

    page_title = gettext_lazy("使用情况")
    template_name = "admin/bank/usage.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """Places by the way they use it, and every version's figures."""
        places = places_of(self.request.user, [self.object])[self.object.pk]
        return {
            **super().get_context_data(**kwargs),
            "ways": [(way.label, [p for p in places if p.way is way]) for way in Way],
            "places": places,
            "versions": told(self.object),
            "enough": ENOUGH,
            "pairs": [
                (one, bank_url("side_by_side", self.object.pk, one.question.pk))
                for one in partners(self.object)
            ],
            "pk": self.object.pk,
        }
