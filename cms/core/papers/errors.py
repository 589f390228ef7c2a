"""Why a paper could not be printed."""

from django.utils.translation import gettext_lazy as _

REASONS = {
    "missing": _(
        "这台服务器还不能生成 PDF：缺少排版用的系统软件。"
        "请改用浏览器菜单里的“打印”，并请管理员安装（见运维手册“PDF”）。"
    ),
    "slow": _("生成 PDF 用的时间太长，已经停下。请过几分钟再试，或者用浏览器菜单里的“打印”。"),
    "failed": _("PDF 没有生成出来，已经记录。请用浏览器菜单里的“打印”，并告诉工作机构。"),
    "busy": _("上一份 PDF 还在生成，请等几秒钟再按。"),
}


class PaperRefused(Exception):
    """No PDF, and why: `missing`, `slow`, `failed` or `busy`; as text a sentence for the reader."""

    def __init__(self, code: str) -> None:
        super().__init__(code)
        self.code = code

    def __str__(self) -> str:
        return str(REASONS[self.code])
