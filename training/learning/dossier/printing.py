"""The record on paper: the same dossier through the press, one at a time for each person."""

from django.core.cache import cache
from django.template.loader import render_to_string
from django.utils import timezone
from django.utils.translation import gettext as _

from cms.core.papers.errors import PaperRefused
from cms.core.papers.printing import SECONDS, pdf
from training.learning.dossier.selectors import Dossier
from training.people.models import User


def file_name(dossier: Dossier) -> str:
    """What the file is called."""
    day = timezone.localtime(dossier.as_of).strftime("%Y%m%d")
    return f"{_('学习档案')}-{dossier.learner}-{dossier.period.key}-{day}.pdf"


def paper(*, dossier: Dossier, by: User) -> bytes:
    """The PDF; PaperRefused with a sentence for the reader. Whoever asks has one in the press at a
    time: a second click waits for the first."""
    place = f"paper:{by.pk}"
    if not cache.add(place, True, SECONDS + 10):
        raise PaperRefused("busy")
    try:
        return pdf(render_to_string("pages/dossier/paper.html", {"dossier": dossier}))
    finally:
        cache.delete(place)
