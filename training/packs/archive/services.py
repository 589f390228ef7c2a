"""Exporting a programme with everything it needs, and importing it at another congress."""

from datetime import datetime
from pathlib import Path
from typing import IO, Any

from django.conf import settings
from django.utils.translation import gettext as _

from cms.models import CongressRootPage
from courses.models import ProgrammePage
from training.packs.archive.applying import Applied, apply_plan
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.file import Manifest, open_archive, write_archive
from training.packs.archive.gathering import Gatherer
from training.packs.archive.planning import Plan, plan_import


def export_programme(*, programme: ProgrammePage, target: Path, now: datetime) -> Manifest:
    """Write a programme and everything it needs to one file; nothing of learners, no accounts.

    Links that lead outside are left out and named in the manifest. Raises ArchiveRefused when a
    piece cannot do without something that does not travel.
    """
    root = CongressRootPage.objects.ancestor_of(programme).first()
    if root is None:
        told = _("共享内容里的培训班方案不能导出，请先把它移到一个人大名下。")
        raise ArchiveRefused("shared", [told])
    gathered = Gatherer(programme, root).gather()
    manifest = Manifest(
        product=settings.VERSION,
        made_at=now,
        programme=programme.title,
        congress=root.title,
        left_out=list(dict.fromkeys(gathered.left_out)),
    )
    return write_archive(target, manifest, list(gathered.items.values()), gathered.files)


def look_at(*, source: Path | IO[bytes], root: CongressRootPage) -> Plan:
    """What importing a file below a root would do. Writes nothing; raises ArchiveRefused."""
    with open_archive(source) as archive:
        return plan_import(archive, root)


def import_programme(
    *,
    source: Path | IO[bytes],
    root: CongressRootPage,
    take: frozenset[str],
    by: Any,
    publish: bool,
    now: datetime,
) -> Applied:
    """Import a file below a root, all of it or nothing. What was changed here stays, unless its
    reference is in `take`. Raises ArchiveRefused."""
    with open_archive(source) as archive:
        plan = plan_import(archive, root)
        return apply_plan(plan, archive, take=take, by=by, publish=publish, now=now)
