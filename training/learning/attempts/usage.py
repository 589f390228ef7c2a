"""How often questions were asked, for the bank."""

from collections.abc import Sequence

from django.db.models import Count

from training.learning.attempts.models import AttemptItem


def sittings_by_version(version_ids: Sequence[int]) -> dict[int, int]:
    """How many sittings asked each frozen version, begun ones included; versions never asked are
    left out. One query."""
    items = AttemptItem.objects.filter(version__in=version_ids).order_by()
    counted = items.values("version").annotate(n=Count("pk"))
    return dict(counted.values_list("version", "n"))
