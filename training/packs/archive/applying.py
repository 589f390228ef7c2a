"""Doing what a plan says, in one transaction: pages get their places, then everything its text."""

from dataclasses import dataclass, field
from datetime import datetime
from pathlib import Path
from typing import Any
from uuid import UUID, uuid5

from django.core.exceptions import ValidationError
from django.core.files.storage import default_storage
from django.db import DataError, IntegrityError, transaction
from django.db.models import FileField, Model
from django.utils.translation import gettext as _
from wagtail.log_actions import log
from wagtail.models import Page

from cms.core.models import LoadedItem
from cms.models import CaseLibraryPage
from courses.models import ProgrammePage
from training.packs.archive.describing import compared
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.file import Archive
from training.packs.archive.filling import fill, fill_plain
from training.packs.archive.gathering import LIBRARY, ROOT
from training.packs.archive.naming import congress_collection, instance_of, kept_under, pack_of
from training.packs.archive.planning import (
    CONFLICT,
    NEW,
    UNCHANGED,
    UPDATED,
    Entry,
    Plan,
    digest_here,
    is_drafted,
)
from training.packs.archive.sorts import LEFT, is_uuid_known

IMPORT = "packs.import_content"


@dataclass
class Applied:
    """What an import did."""

    created: list[str] = field(default_factory=list)
    updated: list[str] = field(default_factory=list)
    unchanged: list[str] = field(default_factory=list)
    kept: list[str] = field(default_factory=list)
    programme: int = 0
    published: bool = False

    def in_words(self) -> str:
        """One sentence for the person who imported."""
        counts = {
            "created": len(self.created),
            "updated": len(self.updated),
            "unchanged": len(self.unchanged),
            "kept": len(self.kept),
        }
        told = _(
            "导入好了：新建 %(created)d 项，更新 %(updated)d 项，没有变化 %(unchanged)d 项，"
            "保留本站的 %(kept)d 项。"
        )
        after = "" if self.published else _("新的页面和题目都是草稿，请送审发布。")
        return told % counts + after


class Applier:
    """Writes the pieces of a plan one after the other."""

    def __init__(self, plan: Plan, archive: Archive, *, by: Any, publish: bool) -> None:
        self.plan, self.archive, self.by, self.publish = plan, archive, by, publish
        self.root, self.namer = plan.root, plan.namer
        self.told = Applied(published=publish)
        self.saved_files: list[str] = []

    def run(self, take: frozenset[str]) -> Applied:
        """Everything that is new or updated, and the conflicts in `take`."""
        chosen = [entry for entry in self.plan.entries if self._is_wanted(entry, take)]
        for entry in chosen:
            if entry.is_page and entry.local is None:
                self._settle(entry, self._shell(entry))
        for entry in chosen:
            if not entry.is_page:
                self._guarded(entry, self._write_row)
        for entry in chosen:
            if entry.is_page:
                self._guarded(entry, self._write_page)
        return self.told

    def _is_wanted(self, entry: Entry, take: frozenset[str]) -> bool:
        if entry.status == UNCHANGED:
            self.told.unchanged.append(entry.ref)
        elif entry.status == NEW:
            self.told.created.append(entry.ref)
        elif entry.status == UPDATED or entry.ref in take:
            self.told.updated.append(entry.ref)
        else:
            self.told.kept.append(entry.ref)
        return entry.status in (NEW, UPDATED) or (entry.status == CONFLICT and entry.ref in take)

    def _guarded(self, entry: Entry, write: Any) -> None:
        told = _("“%(title)s”写不进去：%(why)s")
        try:
            write(entry)
        except ValidationError as why:
            words = {"title": entry.title, "why": "".join(why.messages)}
            raise ArchiveRefused("invalid", [told % words]) from why
        except (IntegrityError, DataError) as why:
            words = {"title": entry.title, "why": _("本站已有同样的一项，或者文字太长。")}
            raise ArchiveRefused("taken", [told % words]) from why

    def visit(self, model: type[Model], ref: Any) -> Any:
        """The primary key here of what a reference means."""
        if ref == ROOT:
            return self.root.pk
        if ref == LIBRARY:
            return self._library().pk
        return self.namer.rows[ref].pk

    def _file(self, digest: str) -> Path:
        path = self.archive.file(digest)
        if path is None:
            raise ArchiveRefused("damaged", [_("内容包里缺一个文件，请重新导出一份。")])
        return path

    def _settle(self, entry: Entry, row: Any) -> None:
        entry.local = row
        self.namer.rows[entry.ref] = row
        self.namer.refs[kept_under(type(row))._meta.label, str(row.pk)] = entry.ref

    # ---- pages

    def _library(self) -> Any:
        found = CaseLibraryPage.objects.descendant_of(self.root).first()
        if found is None:
            page = CaseLibraryPage(title=_("案例库"), slug="anli", live=self.publish)
            found = self.root.add_child(instance=page)
        return found

    def _parent(self, entry: Entry) -> Page:
        parent = entry.content["parent"]
        if parent == LIBRARY:
            return Page.objects.get(pk=self._library().pk)
        row = self.root if parent == ROOT else self.namer.rows[parent]
        return Page.objects.get(pk=row.pk)

    def _shell(self, entry: Entry) -> Any:
        """A new page in its place, with the fields that refer to nothing; links lead to it now."""
        names = entry.content.get("names", {})
        page: Any = entry.model(live=False, owner=self.by)
        fill_plain(page, entry.content)
        page.translation_key = self._identity(entry, Page, "translation_key")
        parent = self._parent(entry)
        taken = set(parent.get_children().values_list("slug", flat=True))
        page.slug = _free(str(names.get("slug") or "page"), taken)
        if isinstance(page, ProgrammePage):
            keys = set(ProgrammePage.objects.values_list("key", flat=True))
            own = f"{names.get('key') or 'programme'}"
            page.key = own if own not in keys else _free(f"{self.root.slug}-{own}"[:46], keys)
        try:
            parent.add_child(instance=page)
        except ValidationError as why:
            words = {"title": entry.title, "why": "".join(why.messages)}
            raise ArchiveRefused("invalid", [_("“%(title)s”写不进去：%(why)s") % words]) from why
        return page

    def _write_page(self, entry: Entry) -> None:
        page: Any = entry.model._default_manager.get(pk=entry.local.pk)
        fill(page, entry.content, self.visit, self._file)
        goes_live = self.publish and bool(entry.content.get("live"))
        if goes_live or not page.live:
            # Rows need their keys before a revision remembers them.
            page.save()
        revision = page.save_revision(user=self.by)
        if goes_live:
            revision.publish(user=self.by)
        if isinstance(page, ProgrammePage):
            self.told.programme = page.pk

    # ---- everything else

    def _identity(self, entry: Entry, model: Any, name: str) -> UUID:
        """The identity the piece had, unless somebody else here has it already."""
        original = UUID(entry.ref.partition(":")[2])
        if model._default_manager.filter(**{name: original}).exists():
            return uuid5(self.root.translation_key, str(original))
        return original

    def _new_row(self, entry: Entry) -> Any:
        model = entry.model
        names = {one.name for one in model._meta.concrete_fields}
        row: Any = model()
        if "owner_root" in names:
            row.owner_root = self.root
        if "collection" in names:
            row.collection = congress_collection(self.root) or row.collection
        if "uploaded_by_user" in names:
            row.uploaded_by_user = self.by
        if is_uuid_known(model):
            row.uuid = self._identity(entry, kept_under(model), "uuid")
            self._name(row, entry)
        if "live" in names:
            row.live = False
        return row

    def _name(self, row: Any, entry: Entry) -> None:
        """The key or number it had; another one where the congress has that already."""
        own = kept_under(type(row))._default_manager.filter(owner_root=self.root)
        for name, value in entry.content.get("names", {}).items():
            taken = set(own.values_list(name, flat=True))
            setattr(row, name, _free(str(value), taken))

    def _write_row(self, entry: Entry) -> None:
        row = instance_of(entry.model, entry.local.pk) if entry.local else self._new_row(entry)
        fill(row, entry.content, self.visit, self._file)
        if entry.content.get("live") or not is_drafted(entry.model):
            # A draft may be incomplete.
            row.full_clean(exclude=LEFT & {one.name for one in row._meta.concrete_fields})
        self._save(row, entry)
        self._note_files(row)
        self._settle(entry, row)

    def _save(self, row: Any, entry: Entry) -> None:
        goes_live = self.publish and bool(entry.content.get("live"))
        if not is_drafted(entry.model):
            if hasattr(row, "live"):
                row.live = goes_live
            row.save()
            return
        if goes_live or not row.live:
            row.save()
        revision = row.save_revision(user=self.by)
        if goes_live:
            revision.publish(user=self.by)

    def _note_files(self, row: Any) -> None:
        for one in row._meta.concrete_fields:
            if isinstance(one, FileField) and getattr(row, one.name):
                self.saved_files.append(getattr(row, one.name).name)


def _free(wanted: str, taken: set[str]) -> str:
    tries = [wanted, *(f"{wanted}-{n}" for n in range(2, 10_000))]
    return next(name for name in tries if name not in taken)


def _memorise(plan: Plan, told: Applied, now: datetime) -> None:
    """Remember under which name everything came, and how it looked when it had come."""
    pack = pack_of(plan.root)
    kept = set(told.kept)
    for entry in plan.entries:
        item = plan.namer.memory.get(entry.ref) or LoadedItem(pack=pack, key=entry.ref)
        row = instance_of(kept_under(entry.model), entry.local.pk)
        item.model, item.object_pk = kept_under(entry.model)._meta.label, str(row.pk)
        if entry.ref not in kept:
            item.source_digest = compared(entry.content)
            item.object_digest = digest_here(row, plan.namer, plan.root)
        item.loaded_at = now
        item.save()


def apply_plan(
    plan: Plan,
    archive: Archive,
    *,
    take: frozenset[str],
    by: Any,
    publish: bool,
    now: datetime,
) -> Applied:
    """All of a plan or nothing. Conflicts are left as they are here unless named in `take`; pages
    and questions are published only with `publish`, else they are drafts."""
    applier = Applier(plan, archive, by=by, publish=publish)
    try:
        with transaction.atomic():
            told = applier.run(take)
            _memorise(plan, told, now)
            counts = {
                "programme": plan.manifest.programme,
                "created": len(told.created),
                "updated": len(told.updated),
            }
            log(instance=plan.root, action=IMPORT, user=by, timestamp=now, data=counts)
    except Exception:
        for name in applier.saved_files:
            default_storage.delete(name)
        raise
    return told
