"""The frame beside the editor: shows what is in the form, whatever is still missing."""

from typing import Any

from wagtail.snippets.views.snippets import PreviewOnCreateView, PreviewOnEditView

from cms.site.access import sole_root

BESIDE_THE_POINT = ("owner_root", "number", "category", "use", "difficulty", "points", "tags")
"""Fields that no deputy sees; a gap in them must not keep the question from being shown."""


class _Lenient:
    def get_form(self, query_dict: Any) -> Any:
        form = super().get_form(query_dict)  # type: ignore[misc]
        form.previewing = True
        for name in BESIDE_THE_POINT:
            form.fields.pop(name, None)
        return form


class QuestionPreviewOnCreate(_Lenient, PreviewOnCreateView):
    """A question that was never saved."""

    def get_object(self) -> Any:
        """An empty one in the person's own root."""
        return self.model(owner_root=sole_root(self.request.user))


class QuestionPreviewOnEdit(_Lenient, PreviewOnEditView):
    """A question with what was typed since."""
