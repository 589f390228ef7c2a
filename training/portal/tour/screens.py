"""The screens of the first minute, in their order."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class Screen:
    """One screen: a heading, a few sentences, and a drawing of img/icons.svg."""

    title: Promise
    words: tuple[Promise, ...]
    icon: str


SCREENS: tuple[Screen, ...] = (
    Screen(
        _("先看首页"),
        (
            _("每次打开，首页最上面写着现在要做的事：签到、没交的卷、要填的表。"),
            _("红色的大按钮是“下一步”。不知道做什么，就按它。"),
        ),
        "home",
    ),
    Screen(
        _("怎么算学完一课"),
        (
            _("从头到尾看过，读够写明的分钟，再按“学完了”。"),
            _("眼睛累了，按“听全文”，手机念给您听。图片和视频会先写明大小。"),
        ),
        "book",
    ),
    Screen(
        _("答题不会白答"),
        (
            _("每答一题自动保存，页面上写着“已保存”和时间。"),
            _("没有网络也能接着答，答案先记在手机上，连上以后自动补交。换一部手机登录，接得上。"),
        ),
        "record",
    ),
    Screen(
        _("找人帮忙"),
        (
            _("每一页最下面都有工作机构的电话，点一下就拨。"),
            _("旁边的“帮助”按事情写着怎么办。每一页最上面可以随时换字号。"),
        ),
        "phone",
    ),
)
SIZE_STEP = 1
LAST_STEP = len(SCREENS) + 2
