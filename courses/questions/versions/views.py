"""The versions of a question at the desk: the list, one as the deputy sees it, two compared."""

from typing import Any

from django.http import Http404
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy
from django.views.generic import TemplateView

from courses.questions.kinds.registry import KINDS
from courses.questions.models import QuestionVersion
from courses.questions.pages import AboutQuestion
from courses.questions.preview import ASK, SEED, PreviewedQuestion
from courses.questions.screens import screen
from courses.questions.versions.selectors import difference, told, versions_of


class VersionsView(AboutQuestion, TemplateView):
    """版本: every frozen version, the newest first."""

    page_title = gettext_lazy("版本")
    template_name = "admin/bank/versions.html"

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The versions with what they say."""
        context = super().get_context_data(**kwargs)
        return {**context, "versions": told(self.object), "pk": self.object.pk}


class CompareView(AboutQuestion, TemplateView):
    """对照: what changed between two versions, ready to be printed."""

    page_title = gettext_lazy("版本对照")
    template_name = "admin/bank/compare.html"

    @cached_property
    def versions(self) -> dict[int, QuestionVersion]:
        """All versions by number."""
        return {version.num: version for version in versions_of(self.object)}

    def _asked(self, name: str, otherwise: int) -> QuestionVersion:
        num = self.request.GET.get(name, "")
        if num and not num.isdecimal():
            raise Http404
        try:
            return self.versions[int(num) if num else otherwise]
        except KeyError:
            raise Http404 from None

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The older one, the newer one, and every place of both; Http404 for an unknown number."""
        nums = sorted(self.versions)
        if not nums:
            raise Http404
        picked = [self._asked("old", nums[max(len(nums) - 2, 0)]), self._asked("new", nums[-1])]
        old, new = sorted(picked, key=lambda version: version.num)
        sections = difference(old, new)
        return {
            **super().get_context_data(**kwargs),
            "old": old,
            "new": new,
            "sections": sections,
            "changed": any(section.changed for section in sections),
            "versions": sorted(self.versions.values(), key=lambda version: version.num),
            "pk": self.object.pk,
        }


class SeenView(AboutQuestion, TemplateView):
    """One version as the deputy is asked it, on a page of its own that a frame can show."""

    template_name = PreviewedQuestion.preview_template

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        """The presented question; Http404 for a number that never was."""
        version = self.object.versions.filter(num=self.kwargs["num"]).first()
        if version is None or version.kind not in KINDS:
            raise Http404
        paper = KINDS[version.kind].paper
        return {
            "kind": version.kind,
            "fiction": version.body.get("fiction", False),
            "mode": ASK,
            "template": screen(version.kind, ASK),
            "shown": paper.refill(paper.present(version.body, SEED), {}, SEED),
        }
