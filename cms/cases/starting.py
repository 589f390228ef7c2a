"""The author's form of a case."""

from typing import Any

from django.utils.translation import gettext as _
from wagtail.admin.forms import WagtailAdminPageForm

# How a case usually goes; an author moves, renames or drops what she does not need.
HEADINGS = ("背景", "难在哪里", "换作是你", "后来怎样", "法律依据", "讨论")
PAST, FUTURE = 1954, 2100


class CaseForm(WagtailAdminPageForm):
    """Starts a new case with the usual headings, and asks for a year that can be one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        page = kwargs.get("instance")
        if page is not None and not page.pk and not len(page.body):
            page.body = [("heading", heading) for heading in HEADINGS]
        super().__init__(*args, **kwargs)

    def clean(self) -> dict[str, Any]:
        """As always; names the year when it cannot be one."""
        cleaned: dict[str, Any] = super().clean()
        year = cleaned.get("year")
        if year is not None and not PAST <= year <= FUTURE:
            told = _("年份要在 %(past)d 到 %(future)d 之间。")
            self.add_error("year", told % {"past": PAST, "future": FUTURE})
        return cleaned
