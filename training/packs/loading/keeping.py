"""Which items of a pack are written, and which are left because a person's work is on them.

`LoadedItem` remembers for every item the digest of its source and of the row as it was loaded.
Source unchanged → nothing happens. Source changed and the row still as loaded → the row follows.
Row changed on the site, or with a draft → it is left and listed, until somebody takes the pack's.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any, Protocol

from django.apps import apps
from django.core.exceptions import ObjectDoesNotExist, ValidationError
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from cms.core.models import LoadedItem
from courses.questions.services import digest_of
from training.packs.loading.indexing import deferred_indexing
from training.packs.prose import Ref
from training.packs.report import Left, LoadReport, PackRefused, Problem

# Part of every source digest: raise it when the same source has to be written differently.
FORMAT = 1


@dataclass(frozen=True)
class Item:
    """One item of a pack: a key that never changes, what the source says, and where it stands."""

    key: str
    source: Any
    file: str
    line: int


class NoPlace(Exception):
    """The page under which an item belongs was deleted on the site."""


class Subject(Protocol):
    """How one sort of object is found, compared and written."""

    @property
    def model(self) -> type[models.Model]:
        """The sort."""
        ...

    def find(self) -> models.Model | None:
        """The object that already has this item's own key, though this pack never loaded it."""
        ...

    def digest(self, found: Any) -> str:
        """The fingerprint of everything the pack decides about the object."""
        ...

    def drafted(self, found: Any) -> bool:
        """Whether somebody has unpublished work on it."""
        ...

    def write(self, found: Any) -> models.Model:
        """Create it, or bring it up to date."""
        ...


@dataclass
class Keeper:
    """Places items one by one, remembering what was done and where everything is."""

    pack: str
    now: datetime
    take: frozenset[str] = frozenset()
    report: LoadReport = field(init=False)
    known: dict[str, LoadedItem] = field(init=False)
    pks: dict[str, str] = field(init=False)

    def __post_init__(self) -> None:
        self.report = LoadReport(self.pack)
        self.known = {item.key: item for item in LoadedItem.objects.filter(pack=self.pack)}
        self.pks = {key: item.object_pk for key, item in self.known.items()}
        self.present = _present(self.known.values())
        self.seen: set[str] = set()

    def find(self, ref: Ref) -> Any:
        """The primary key behind a reference, None when a person deleted what it meant."""
        return self.pk(f"{ref.kind}:{ref.key}")

    def pk(self, key: str) -> Any:
        """The primary key of an item already placed."""
        known = self.pks.get(key)
        return int(known) if known and known.isdecimal() else known

    def needed(self, key: str, file: str) -> Any:
        """The key of an item nothing can do without; raises PackRefused when it was deleted."""
        found = self.pk(key)
        if found is None:
            told = _(
                "“%(key)s”在站上已经删除，别的内容没有地方放；要重新装入请加 --take-pack %(key)s。"
            )
            raise PackRefused(Problem(file, 1, told % {"key": key}))
        return found

    @contextmanager
    def one_file(self, file: str) -> Iterator[None]:
        """One transaction for all a file holds; its search index is written at the end of it."""
        try:
            with transaction.atomic(), deferred_indexing():
                yield
        except ValidationError as refused:
            told = _("写入时被拒绝：%s") % "；".join(refused.messages)
            raise PackRefused(Problem(file, 1, told)) from refused
        except (IntegrityError, ObjectDoesNotExist) as refused:
            told = _("写入时被拒绝：它要用到的一项在站上已经没有了，或者站上已有同样的一项。")
            raise PackRefused(Problem(file, 1, told)) from refused

    def place(self, item: Item, subject: Subject) -> None:
        """Write an item, or leave it and say why."""
        self.seen.add(item.key)
        source = digest_of({"format": FORMAT, "source": item.source})
        known = self.known.get(item.key)
        taken = bool(_names(item.key) & self.take)
        same = known is not None and known.source_digest == source and not taken
        if same and item.key in self.present:
            self.report.unchanged.append(item.key)
            return
        found = self._object(known, subject)
        if same and found is None:
            # Somebody deleted it and the pack has nothing new to say: that is settled.
            self.pks.pop(item.key, None)
            self.report.unchanged.append(item.key)
            return
        if known is None and isinstance(subject, Row) and subject.says(found):
            # Another pack brought the very same row; from now on both know it.
            self._remember(item, subject, source, found)
            self.report.unchanged.append(item.key)
            return
        reason = "" if taken else self._reason(known, found, subject)
        if not reason:
            reason = self._write(item, subject, source, found)
        if reason:
            self._leave(item, reason, found)

    def _leave(self, item: Item, reason: str, found: models.Model | None) -> None:
        if found is None:
            self.pks.pop(item.key, None)
        else:
            self.pks[item.key] = str(found.pk)
        self.report.left.append(Left(item.key, item.file, item.line, reason))

    def _object(self, known: LoadedItem | None, subject: Subject) -> models.Model | None:
        if known is None:
            return subject.find()
        return subject.model._default_manager.filter(pk=known.object_pk).first()

    def _reason(self, known: LoadedItem | None, found: Any, subject: Subject) -> str:
        """Why an item is not written; empty when it is."""
        if known is None:
            return "foreign" if found else ""
        if found is None:
            return "deleted"
        if subject.digest(found) != known.object_digest:
            return "changed"
        return "draft" if subject.drafted(found) else ""

    def _write(self, item: Item, subject: Subject, source: str, found: Any) -> str:
        """Write it; or why that was not possible."""
        try:
            written = subject.write(found)
        except NoPlace:
            return "homeless"
        self._remember(item, subject, source, written)
        if found is None:
            self.report.created.append(item.key)
        elif item.key not in self.report.created:
            self.report.updated.append(item.key)
        return ""

    def _remember(self, item: Item, subject: Subject, source: str, written: Any) -> None:
        kept = self.known.get(item.key) or LoadedItem(pack=self.pack, key=item.key)
        kept.model, kept.object_pk = written._meta.label, str(written.pk)
        kept.source_digest, kept.object_digest = source, subject.digest(written)
        kept.loaded_at = self.now
        kept.save()
        self.known[item.key] = kept
        self.pks[item.key] = kept.object_pk

    def finish(self) -> LoadReport:
        """The report, with what was once loaded and is no longer in the pack."""
        self.report.gone = sorted(set(self.known) - self.seen)
        self.report.unknown = sorted(self.take.difference(*map(_names, self.seen)))
        return self.report


def _names(key: str) -> set[str]:
    """What a person may call an item: `case:C01`, or C01 alone."""
    return {key, key.partition(":")[2]}


def _present(known: Iterable[LoadedItem]) -> frozenset[str]:
    """The keys whose objects still exist. One query for each model."""
    by_model: dict[str, list[LoadedItem]] = {}
    for item in known:
        by_model.setdefault(item.model, []).append(item)
    found: set[str] = set()
    for label, items in by_model.items():
        wanted = {item.object_pk for item in items}
        rows = apps.get_model(label)._base_manager.filter(pk__in=wanted)
        there = {str(pk) for pk in rows.values_list("pk", flat=True)}
        found |= {item.key for item in items if item.object_pk in there}
    return frozenset(found)


@dataclass(frozen=True)
class Row:
    """A subject without drafts: a plain row whose named fields are the pack's."""

    model: type[models.Model]
    lookup: dict[str, Any]
    fields: dict[str, Any]

    def find(self) -> models.Model | None:
        """By its natural key."""
        return self.model._default_manager.filter(**self.lookup).first()

    def digest(self, found: Any) -> str:
        """Over the fields the pack writes; whatever else the row has is the site's own."""
        return digest_of({name: str(getattr(found, name)) for name in self.fields})

    def says(self, found: Any) -> bool:
        """Whether a row already has exactly the pack's content."""
        return found is not None and all(
            str(getattr(found, name)) == str(value) for name, value in self.fields.items()
        )

    def drafted(self, found: Any) -> bool:
        """Never."""
        return False

    def write(self, found: Any) -> models.Model:
        """Set the fields and save."""
        row = found or self.model(**self.lookup)
        for name, value in self.fields.items():
            setattr(row, name, value)
        row.save()
        return row
