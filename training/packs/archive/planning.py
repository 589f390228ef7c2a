"""What importing an archive would do, piece by piece, without doing it."""

from collections import Counter
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from graphlib import CycleError, TopologicalSorter
from typing import Any
from uuid import UUID

from django.core.exceptions import ValidationError
from django.db.models import Model
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from wagtail.models import DraftStateMixin, Page

from cms.models import CaseLibraryPage, CongressRootPage, Drawing
from training.packs.archive.describing import compared, describe, state_shown
from training.packs.archive.errors import ArchiveRefused
from training.packs.archive.file import Archive, Manifest
from training.packs.archive.filling import references_in, unknown_parts
from training.packs.archive.gathering import LIBRARY, ROOT
from training.packs.archive.markup import runs_anywhere
from training.packs.archive.naming import Namer, instance_of
from training.packs.archive.sorts import is_uuid_known, model_of, sort_of
from training.packs.svg import problems_in

NEW, UPDATED, UNCHANGED, CONFLICT = "new", "updated", "unchanged", "conflict"
STATUS = {
    NEW: gettext_lazy("新的"),
    UPDATED: gettext_lazy("有更新"),
    UNCHANGED: gettext_lazy("没有变化"),
    CONFLICT: gettext_lazy("本站改过"),
}
MOST_PROBLEMS = 20


@dataclass
class Entry:
    """A piece of content of the archive, and what of it is here."""

    ref: str
    content: dict[str, Any]
    model: type[Model]
    local: Any = None
    status: str = NEW

    @property
    def title(self) -> str:
        """How the piece is called."""
        said = self.content["fields"]
        named = self.content.get("names", {})
        words = ("title", "stem", "heading", "name", "article", "key", "label")
        title = next((str(said[name]) for name in words if said.get(name)), self.ref)
        return f"{named.get('number', '')} {title}".strip()[:80]

    @property
    def kind(self) -> str:
        """What sort of piece it is, in words."""
        return str(self.model._meta.verbose_name)

    @property
    def status_name(self) -> str:
        """What would be done with it, in words."""
        return str(STATUS[self.status])

    @property
    def is_page(self) -> bool:
        """Whether it has a place in the tree."""
        return issubclass(self.model, Page)


@dataclass
class Plan:
    """What an import would do, in the order in which it would."""

    root: CongressRootPage
    manifest: Manifest
    namer: Namer
    entries: list[Entry] = field(default_factory=list)

    def of(self, status: str) -> list[Entry]:
        """The pieces of one status."""
        return [entry for entry in self.entries if entry.status == status]

    def counts(self) -> list[tuple[str, dict[str, int]]]:
        """How many pieces of each sort are of each status, for a table."""
        told: dict[str, Counter[str]] = {}
        for entry in self.entries:
            told.setdefault(entry.kind, Counter())[entry.status] += 1
        return [(kind, {name: counts[name] for name in STATUS}) for kind, counts in told.items()]

    def as_json(self) -> dict[str, Any]:
        """The plan for scripts: references by status."""
        return {status: [entry.ref for entry in self.of(status)] for status in STATUS}


def plan_import(archive: Archive, root: CongressRootPage) -> Plan:
    """Compare a checked archive with what is below a root. Writes nothing; raises ArchiveRefused
    naming what this site cannot take."""
    entries = {entry.ref: entry for entry in _entries(archive)}
    _refuse(_problems(entries, archive))
    plan = Plan(root, archive.manifest, Namer(root))
    for entry in _in_order(entries):
        entry.local = plan.namer.find(entry.ref, entry.content, entry.model)
        if entry.local is not None:
            _remember(plan.namer, entry)
        plan.entries.append(entry)
    for entry in plan.entries:
        entry.status = _status(entry, plan)
    return plan


def _remember(namer: Namer, entry: Entry) -> None:
    """From now on the local row has the archive's name."""
    from training.packs.archive.naming import kept_under

    place = (kept_under(type(entry.local))._meta.label, str(entry.local.pk))
    namer.refs[place] = entry.ref
    namer.rows[entry.ref] = entry.local


def _entries(archive: Archive) -> Iterator[Entry]:
    for content in archive.objects:
        model = model_of(str(content.get("model")))
        said = content.get("fields")
        if model is None or not isinstance(said, dict):
            told = _("内容包里有本站不认识的一种内容：%s。请先升级本站再导入。")
            raise ArchiveRefused("sort", [told % content.get("model")])
        if str(content["ref"]).partition(":")[0] != sort_of(model):
            raise ArchiveRefused("sort", [_("内容包里的名字对不上：%s。") % content["ref"]])
        yield Entry(str(content["ref"]), content, model)


def _refuse(problems: Iterable[str]) -> None:
    found = list(dict.fromkeys(problems))
    if found:
        more = len(found) - MOST_PROBLEMS
        listed = found[:MOST_PROBLEMS]
        if more > 0:
            listed.append(_("还有 %d 处。") % more)
        raise ArchiveRefused("contents", listed)


def _problems(entries: dict[str, Entry], archive: Archive) -> Iterator[str]:
    files = {name.removeprefix("files/") for name in archive.manifest.members}
    for entry in entries.values():
        try:
            yield from _problems_of(entry, entries, files)
        except (TypeError, KeyError, AttributeError, ValueError, RecursionError, ValidationError):
            yield _("“%s”的内容读不懂，请重新导出一份。") % entry.ref


def _problems_of(entry: Entry, entries: dict[str, Entry], files: set[str]) -> Iterator[str]:
    if not isinstance(entry.content.get("names", {}), dict):
        raise TypeError
    if is_uuid_known(entry.model):
        UUID(entry.ref.partition(":")[2])
    for part in unknown_parts(entry.model, entry.content):
        told = _("“%(title)s”里有本站不认识的部分：%(part)s。请先升级本站再导入。")
        yield told % {"title": entry.title, "part": part}
        return
    for model, ref in references_in(entry.model, entry.content):
        if not _leads_somewhere(model, ref, entries):
            told = _("“%(title)s”指向内容包里没有的一项：%(ref)s。请重新导出一份。")
            yield told % {"title": entry.title, "ref": ref}
    if entry.is_page and not _has_place(entry, entries):
        yield _("“%s”在内容包里没有上级页面，请重新导出一份。") % entry.title
    for digest in _digests(entry.content):
        if digest not in files:
            yield _("“%s”的文件不在内容包里，请重新导出一份。") % entry.title
    yield from _unsafe(entry)


def _leads_somewhere(model: type[Model], ref: str, entries: dict[str, Entry]) -> bool:
    if ref in (ROOT, LIBRARY):
        return issubclass(model, Page)
    found = entries.get(ref)
    return found is not None and sort_of(model) == sort_of(found.model)


def _has_place(entry: Entry, entries: dict[str, Entry]) -> bool:
    parent = entry.content.get("parent")
    if parent in (ROOT, LIBRARY):
        return True
    found = entries.get(str(parent))
    return found is not None and found.is_page and parent != entry.ref


def _digests(content: Any) -> Iterator[str]:
    if isinstance(content, dict):
        if set(content) == {"file", "name"}:
            yield str(content["file"])
        else:
            for inner in content.values():
                yield from _digests(inner)
    elif isinstance(content, list):
        for inner in content:
            yield from _digests(inner)


def _unsafe(entry: Entry) -> Iterator[str]:
    said = dict(entry.content["fields"])
    if entry.model is Drawing:
        yield from (problem.text for problem in problems_in(str(said.pop("svg", "")), entry.ref))
    if bad := runs_anywhere([said, entry.content.get("rows", {}), entry.content.get("names", {})]):
        told = _("“%(title)s”里有不能放进页面的代码：%(bad)s。")
        yield told % {"title": entry.title, "bad": bad[:60]}


def _in_order(entries: dict[str, Entry]) -> list[Entry]:
    """Pages first, parents before children; then everything else after what it refers to."""
    graph: dict[str, set[str]] = {}
    for entry in entries.values():
        if entry.is_page:
            graph[entry.ref] = {str(entry.content["parent"])} & set(entries)
        else:
            refs = {ref for _model, ref in references_in(entry.model, entry.content)}
            others = {ref for ref in refs & set(entries) if not entries[ref].is_page}
            graph[entry.ref] = others
    try:
        order = [entries[ref] for ref in TopologicalSorter(graph).static_order()]
    except CycleError as why:
        told = _("内容包里有几项互相指着，分不出先后。请重新导出一份。")
        raise ArchiveRefused("cycle", [told]) from why
    return [*(e for e in order if e.is_page), *(e for e in order if not e.is_page)]


def digest_here(instance: Any, namer: Namer, root: CongressRootPage) -> str:
    """The fingerprint of a row as it is here, its newest draft included, in the archive's names."""

    def visit(model: type[Model], key: Any) -> str:
        other = instance_of(model, key)
        if other is None:
            return ""
        if isinstance(other, CongressRootPage) and other.pk == root.pk:
            return ROOT
        return LIBRARY if isinstance(other, CaseLibraryPage) else namer.ref_of(other)

    shown = state_shown(instance, newest=True)
    return compared(describe(shown, visit, lambda digest, file: None))


def _status(entry: Entry, plan: Plan) -> str:
    if entry.local is None:
        return NEW
    told = compared(entry.content)
    here = digest_here(entry.local, plan.namer, plan.root)
    known = plan.namer.memory.get(entry.ref)
    if told == here:
        return UNCHANGED
    if known is not None and known.object_digest == here:
        return UNCHANGED if known.source_digest == told else UPDATED
    return CONFLICT


def is_drafted(model: type[Model]) -> bool:
    """Whether content of a sort is published apart from being saved."""
    return issubclass(model, DraftStateMixin)
