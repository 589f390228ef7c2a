"""What the editor tells an author about a page that some readers could not follow.

Wagtail runs axe over the preview, in the panel “Checks” beside the form and in the bar of a preview
in its own window. Here is which rules, said in the author's language.
"""

from typing import Any, ClassVar

from django.http import HttpRequest
from django.utils.translation import gettext_lazy as _
from wagtail.admin.userbar import ContentCheckerItem

WORDS: dict[str, tuple[Any, Any]] = {
    "heading-order": (
        _("标题跳了级"),
        _("大标题下面先用下一级标题，不要跳过一级，听读屏的人靠标题找地方。"),
    ),
    "empty-heading": (_("标题是空的"), _("写上标题的文字，或者把这一行删掉。")),
    "p-as-heading": (_("用加粗的一段当标题"), _("请用标题样式，读屏软件才认得出。")),
    "image-alt": (
        _("图片没有文字说明"),
        _("给图片写一句替代文字，说图上有什么；只是装饰的，请勾选“装饰图片”。"),
    ),
    "alt-text-quality": (
        _("图片的文字说明像是文件名"),
        _("用一句话说图上有什么，不要用文件名。"),
    ),
    "image-redundant-alt": (
        _("图片的文字说明和旁边的文字一样"),
        _("写旁边的文字没有说到的；没有的话，请勾选“装饰图片”。"),
    ),
    "svg-img-alt": (_("示意图没有文字说明"), _("给示意图写上替代文本。")),
    "link-name": (_("链接没有文字"), _("链接的文字要说明点开是什么。")),
    "link-text-quality": (
        _("链接的文字没有说明去哪里"),
        _("不要用“点击这里”“详情”或网址作链接，用文件或页面的名字，单独念出来也听得懂。"),
    ),
    "link-in-text-block": (
        _("链接和正文分不出来"),
        _("链接不能只靠颜色区别，请保留下划线。"),
    ),
    "button-name": (_("按钮没有文字"), _("给按钮写上文字，说按了会怎样。")),
    "empty-table-header": (_("表格的表头是空的"), _("写上这一列（行）是什么。")),
    "frame-title": (_("嵌入的内容没有标题"), _("给嵌入的内容写上标题。")),
    "color-contrast": (
        _("文字和底色太接近"),
        _("文字和底色的对比要有 4.5 比 1，年纪大的代表才看得清。"),
    ),
}
"""The rules of axe that are looked at, each with what is wrong and what to do."""


EMPTY_WORDS = (
    "(请)?(点击|单击|点|戳|按)?(一下)?(这里|此处|这儿|链接|我)",
    "点击|(点击)?(查看|阅读|了解)?(详情|更多|全文|原文)",
    "网址|链接|下载|附件",
    "(click|tap)? ?(here|link|more)",
    "read more|learn more|details",
    "(https?://|www[.])[^ ]+",
)
"""What says nothing of where a link leads, as regular expressions of the whole text in
whatever case."""

LINK_RULE: dict[str, Any] = {
    "id": "link-text-quality",
    "impact": "serious",
    "selector": ".prose a[href]",  # what an author wrote
    "tags": ["best-practice"],
    "any": ["check-link-text"],
    "enabled": True,
}
LINK_CHECK: dict[str, Any] = {
    "id": "check-link-text",  # what it does is told to the preview by cms/link-check.js
    "options": {"pattern": f"^({'|'.join(EMPTY_WORDS)})[。.>›»…]*$"},
}


class OurChecker(ContentCheckerItem):
    """Looks at what the author wrote, not at the frame around it."""

    axe_run_only: ClassVar[list[str]] = list(WORDS)
    axe_exclude: ClassVar[list[str]] = [".top", ".foot", ".tabbar", ".banner"]
    # Nobody finds these pages by a search engine: a description for it is not asked for.
    axe_custom_rules: ClassVar[list[dict[str, Any]]] = [
        rule
        for rule in (*ContentCheckerItem.axe_custom_rules, LINK_RULE)
        if rule["id"] != "empty-meta-description"
    ]
    axe_custom_checks: ClassVar[list[dict[str, Any]]] = [
        check
        for check in (*ContentCheckerItem.axe_custom_checks, LINK_CHECK)
        if check["id"] != "check-empty-meta-description"
    ]
    axe_messages: ClassVar[dict[str, dict[str, Any]]] = {
        rule: {"error_name": wrong, "help_text": advice} for rule, (wrong, advice) in WORDS.items()
    }


def ours_for_wagtails(request: HttpRequest, items: list[Any], page: Any) -> None:
    """Puts our checker where Wagtail's stands among the bar's items."""
    items[:] = [
        OurChecker(in_editor=item.in_editor) if isinstance(item, ContentCheckerItem) else item
        for item in items
    ]
