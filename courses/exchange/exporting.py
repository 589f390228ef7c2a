"""From the bank to a file, a slice of questions at a time: memory does not grow with the bank."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, BinaryIO

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _
from wagtail.log_actions import log

from cms.site.models import CongressRootPage
from courses.exchange.codecs import codec_called
from courses.exchange.contract import Exported
from courses.exchange.current import AT_ONCE, current_of, in_slices
from courses.exchange.errors import ExchangeRefused
from courses.exchange.filing import Names
from courses.questions.models import Question

EXPORTED = "courses.export_questions"


@dataclass(frozen=True)
class Export:
    """What is exported, of which root, and how."""

    root_id: int | None
    format: str
    keys: Sequence[int]
    """Questions in the order in which they are written."""
    with_key: bool = True


def exported(export: Export) -> Iterator[Exported]:
    """The questions as they stand, drafts as drafted; eight queries for each slice."""
    names = Names(export.root_id, timezone.localdate())
    for keys in in_slices(export.keys, AT_ONCE):
        rows = Question.objects.non_polymorphic().filter(pk__in=keys)
        found = {one.question.pk: one for one in current_of(rows)}
        yield from (found[pk].exported(names) for pk in keys if pk in found)


def keys_of(questions: "QuerySet[Any]") -> list[int]:
    """The keys of questions in the order of their numbers."""
    return list(questions.order_by("number").values_list("pk", flat=True))


def is_always_with_key(format: str) -> bool:  # noqa: A002
    """Whether a format is for other systems, which need the answers."""
    return bool(getattr(codec_called(format), "always_with_key", False))


def losses_of(export: Export) -> list[str]:
    """What this export would lose, a sentence each."""
    return codec_called(export.format).losses(exported(export))


def write_export(*, export: Export, out: BinaryIO, by: Any, now: datetime) -> None:
    """Write the file and enter the export in the root's log: what left, who took it, with the key
    or without. Raises ExchangeRefused for a format that cannot go without."""
    codec = codec_called(export.format)
    if not export.with_key and is_always_with_key(export.format):
        told = _("%s 总是带答案。不要答案的，请用 Word、Excel 或者纯文本。")
        raise ExchangeRefused("with_key", told % _(codec.label))
    codec.write(exported(export), out, with_key=export.with_key)
    root = CongressRootPage.objects.filter(pk=export.root_id).first()
    if root is not None:
        log(
            root,
            EXPORTED,
            user=by,
            timestamp=now,
            data={
                "format": export.format,
                "count": len(export.keys),
                "examination": _examination_count(export.keys),
                "with_key": export.with_key,
            },
        )


def _examination_count(keys: Sequence[int]) -> int:
    rows = Question.objects.non_polymorphic().filter(use=Question.Use.EXAMINATION)
    return sum(rows.filter(pk__in=slice_).count() for slice_ in in_slices(keys, 500))


def file_name(export: Export, today: str) -> str:
    """What the file is called."""
    codec = codec_called(export.format)
    return _("题库 %(today)s%(end)s") % {"today": today, "end": codec.extensions[0]}
