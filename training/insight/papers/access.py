"""Who sees reports: whoever sees statistics her own part of the living one; the kept ones of the
whole congress the office and administrators alone."""

from django.http import Http404, HttpRequest
from django.shortcuts import get_object_or_404

from training.insight.access import Viewing, viewing
from training.insight.papers.models import Snapshot


def whole(request: HttpRequest) -> Viewing:
    """The look of somebody who sees the whole congress; Http404 for everybody else."""
    look = viewing(request)
    if not keeps(look):
        raise Http404
    return look


def keeps(look: Viewing) -> bool:
    """Whether she may keep reports and open kept ones."""
    return look.scope.units is None


def snapshot_of(look: Viewing, year: int, number: int) -> Snapshot:
    """A report of the viewer's congress; Http404 for a foreign one."""
    rows = Snapshot.objects.select_related("by", "voided__by", "cohort")
    return get_object_or_404(rows, congress=look.scope.congress, year=year, number=number)
