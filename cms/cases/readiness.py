"""What an author may still want to do before a case goes out. Advice: nothing here stops her."""

from collections.abc import Iterator
from typing import Any

from django.utils.translation import gettext as _

LAW_BLOCKS = frozenset({"law", "basis"})


def _of(body: Any, *kinds: str) -> list[Any]:
    return [block for block in body if block.block_type in kinds]


def _about_pictures(body: Any) -> Iterator[str]:
    for block in _of(body, "picture"):
        image = block.value["image"]
        if image and not image.contextual_alt_text:
            told = _("图片“%(title)s”没有替代文本，看不到图的人不知道上面是什么。")
            yield told % {"title": image.title}


def _about_decisions(body: Any) -> Iterator[str]:
    decisions = _of(body, "decision")
    if not decisions:
        yield _("还没有“换作是你”：没有决策点，代表读了也不算学过这个案例。")
    for number, block in enumerate(decisions, start=1):
        if not str(block.value["done"]).strip():
            told = _("第 %(number)d 个决策点没有写“实际做法与道理”。")
            yield told % {"number": number}


def _about_truth(body: Any) -> Iterator[str]:
    if not _of(body, "fact"):
        yield _("没有一块标为“事实”：读者分不清哪些可以当真。")
    untold = [
        block.block.label
        for block in _of(body, "timeline", "people", "really", "compare", "data", "picture")
        if not block.value.get("nature")
    ]
    if untold:
        told = _("这些块没有说明是事实还是编写：%(blocks)s。")
        yield told % {"blocks": "、".join(str(label) for label in dict.fromkeys(untold))}


def missing_from(case: Any) -> list[str]:
    """Sentences saying what is missing, most important first; empty when nothing is."""
    body = case.body
    found = [*_about_decisions(body)]
    if not any(block.block_type in LAW_BLOCKS for block in body):
        found.append(_("还没有法律依据：加一块“法律依据”，写明每一条在这里怎么用。"))
    found += [*_about_truth(body), *_about_pictures(body)]
    if not case.points.all():
        found.append(_("没有选知识点：相关的课和题目靠它找到这个案例。"))
    if not case.townships.all():
        found.append(_("没有写镇街：涉及全区的写“全区”。"))
    if not case.summary.strip():
        found.append(_("没有摘要：案例库里只看得到标题。"))
    return found
