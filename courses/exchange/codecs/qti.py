"""QTI 2.x content packages: a zip with a manifest and an item in each file; or one item alone.

What QTI cannot hold lies in a file of ours beside the manifest, which other systems pass over (see
`carried`).
"""

import re
import zipfile
from collections.abc import Iterable, Iterator
from typing import BinaryIO
from xml.etree.ElementTree import Element, SubElement, TreeBuilder

from django.utils.translation import gettext as _

from courses.exchange.codecs.archives import Archive, parse
from courses.exchange.codecs.carried import Piece, carrier_of, resolved
from courses.exchange.codecs.found import refuse_long, within
from courses.exchange.codecs.qti_items import reading, writing
from courses.exchange.codecs.simple import NotTaken, columns_of, losses_of, simples_of
from courses.exchange.contract import (
    QUESTION,
    Exported,
    Found,
    Limits,
    Problem,
    Reading,
    Unreadable,
)
from courses.questions.outcome import gettext_noop

MANIFEST, CARRIERS = "imsmanifest.xml", "lvzhi.txt"
ITEM = re.compile(r"imsqti_item_xmlv2p\d\Z")
MOST_ITEMS = 1900
"""So many items fit a package that may be read again with the usual limits."""
STAMP = (2026, 1, 1, 0, 0, 0)

LACKING = {
    "case_group": gettext_noop("%d 道案例题在 QTI 里拆成几道题，每道前面都写上案例。"),
    "numeric": gettext_noop("%d 道数值题的误差、单位和得几成，别的系统里看不到。"),
    "short_answer": gettext_noop("%d 道简答题的参考答案在 QTI 里写成给评卷人的说明。"),
    "why": gettext_noop("%d 道题选错时的提示只有本系统认得。"),
}


class QtiCodec:
    """Packages and single items."""

    name = "qti"
    label = gettext_noop("QTI 2.x 题包")
    extensions = (".zip",)
    always_with_key = True

    def read(self, content: bytes, source: str, limits: Limits) -> Reading:
        """Every item with its place in the manifest, from 1 on."""
        refuse_long(content, limits)
        if not content.startswith(b"PK"):
            return _read_items([("", content)], {}, source, limits)
        archive = Archive(content, limits)
        names = _items_of(archive)
        carriers = _carriers_of(archive)
        files = ((name, archive.read(name)) for name in names)
        return _read_items(files, carriers, source, limits)

    def losses(self, questions: Iterable[Exported]) -> list[str]:
        """What other systems will not have; our own import gets everything back."""
        kept = list(questions)
        told = losses_of(kept, LACKING)
        items = sum(max(1, len(one.body.get("parts", ()))) for one in kept)
        if items > MOST_ITEMS:
            more = _(
                "一共 %(items)d 个题目文件，超过 %(most)d 个的题包不能一次导回来，请按分类导出。"
            )
            told.append(str(more % {"items": items, "most": MOST_ITEMS}))
        return told

    def write(self, questions: Iterator[Exported], out: BinaryIO, *, with_key: bool) -> None:
        """One package; raises ValueError when the key is to be left out."""
        if not with_key:
            raise ValueError(str(_("QTI 题包总是带答案的。")))
        manifest = Element(
            "manifest",
            {"xmlns": "http://www.imsglobal.org/xsd/imscp_v1p1", "identifier": "LVZHI"},
        )
        metadata = SubElement(manifest, "metadata")
        SubElement(metadata, "schema").text = "QTIv2.1 Package"
        SubElement(metadata, "schemaversion").text = "1.0.0"
        SubElement(manifest, "organizations")
        resources, carriers, count = SubElement(manifest, "resources"), list[str](), 0
        with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as package:
            for question in questions:
                items = []
                for simple in simples_of(question):
                    count += 1
                    items.append((f"Q{count}", writing.item_of(simple, f"Q{count}")))
                visible = [_found_in(_again(item), 0, "").columns for _name, item in items]
                carriers.append(f"{items[0][0]} {carrier_of(question.columns, visible)}")
                for name, item in items:
                    path = f"items/{name}.xml"
                    _put(package, path, writing.serialised(item))
                    resource = SubElement(
                        resources,
                        "resource",
                        identifier=name,
                        type="imsqti_item_xmlv2p1",
                        href=path,
                    )
                    SubElement(resource, "file", href=path)
            _put(package, CARRIERS, "\n".join(carriers).encode())
            _put(package, MANIFEST, writing.serialised(manifest))


def _put(package: zipfile.ZipFile, name: str, content: bytes) -> None:
    member = zipfile.ZipInfo(name, STAMP)
    member.compress_type = zipfile.ZIP_DEFLATED
    package.writestr(member, content)


class _Tree:
    """Builds one file as a whole."""

    def __init__(self) -> None:
        self.builder = TreeBuilder()

    def start(self, tag: str, attrs: dict[str, str]) -> None:
        """Take the beginning of an element."""
        self.builder.start(tag, attrs)

    def data(self, text: str) -> None:
        """Take text."""
        self.builder.data(text)

    def end(self, tag: str) -> None:
        """Take the end of an element."""
        self.builder.end(tag)


def _tree(content: bytes) -> Element:
    target = _Tree()
    parse(content, target)
    return target.builder.close()


def _again(item: Element) -> Element:
    return _tree(writing.serialised(item))


def _items_of(archive: Archive) -> list[str]:
    """Paths of the items in the order of the manifest."""
    if MANIFEST not in archive.names:
        told = _("压缩包里没有 imsmanifest.xml，不是 QTI 题包。")
        raise Unreadable(str(told), "no_manifest")
    manifest = _tree(archive.read(MANIFEST))
    paths = [
        resource.get("href", "")
        for resource in reading.named(manifest, "resource")
        if ITEM.match(resource.get("type", ""))
    ]
    return [path for path in dict.fromkeys(paths) if path in archive.names]


def _carriers_of(archive: Archive) -> dict[str, str]:
    if CARRIERS not in archive.names:
        return {}
    lines = archive.read(CARRIERS).decode("ascii", "replace").split("\n")
    return {name: carrier for name, _space, carrier in (line.partition(" ") for line in lines)}


def _read_items(
    files: Iterable[tuple[str, bytes]], carriers: dict[str, str], source: str, limits: Limits
) -> Reading:
    pieces, problems = list[Piece](), list[Problem]()
    for row, (name, content) in enumerate(files, start=1):
        try:
            item = _tree(content)
            if reading.local(item) != "assessmentItem":
                told = _("这不是 QTI 题目：最外层应当是 <assessmentItem>。")
                raise NotTaken("no_item", str(told))
            found = _found_in(item, row, source)
            pieces.append(Piece(found, carriers.get(item.get("identifier", ""), "")))
        except (NotTaken, Unreadable) as refused:
            if not name:
                raise Unreadable(str(refused), refused.code) from None
            problems.append(Problem(refused.code, str(refused), row, "", f"{source} {name}"))
    return within(Reading(resolved(pieces, source), QUESTION, problems), limits, source)


def _found_in(element: Element, row: int, source: str) -> Found:
    """One item as columns; raises NotTaken for one that has no kind here."""
    item = reading.Item(element)
    found = columns_of(item.simple(), row, source)
    if not item.pictures:
        return found
    told = str(_("题里的图片或附件没有导入，请导入后在题目里用文字说明。"))
    picture = Problem("picture", told, row, "", source, warning=True)
    return Found(row, found.columns, (*found.problems, picture))


CODEC = QtiCodec()
