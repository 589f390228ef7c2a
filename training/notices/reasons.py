"""Why something was not sent, in words for the office."""

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

NO_PHONE, NO_EMAIL, BAD_PHONE = "no_phone", "no_email", "bad_phone"
CLOSED, UNWANTED, DEAD = "closed", "unwanted", "dead"
REFUSED, TOO_OFTEN, TOO_LATE, INTERRUPTED = "refused", "too_often", "too_late", "interrupted"
NO_ANSWER, STOPPED, DISABLED, NOT_MADE = "no_answer", "stopped", "disabled", "not_made"
SAMPLE, BROKEN = "sample", "broken"

WORDS: dict[str, Promise] = {
    NO_PHONE: _("没有手机号"),
    NO_EMAIL: _("没有邮箱"),
    BAD_PHONE: _("手机号不像是手机号，请核对"),
    CLOSED: _("没有开通这个渠道"),
    UNWANTED: _("本人关掉了这一类"),
    DEAD: _("这个号码或邮箱多次被退回，不再发"),
    REFUSED: _("对方退回"),
    TOO_OFTEN: _("试了几次都没有发出"),
    TOO_LATE: _("三天没有发出去，过了时候"),
    INTERRUPTED: _("发送时服务中断，不能确定对方有没有收到"),
    NO_ANSWER: _("发送时没有等到回音，不能确定对方有没有收到"),
    STOPPED: _("工作人员停止了发送"),
    DISABLED: _("账号已停用"),
    NOT_MADE: _("没有生成登录码，请到名册里看看这个账号"),
    SAMPLE: _("演示人员，不发真的消息"),
    BROKEN: _("程序出错，请管理员看服务日志"),
}


def in_words(reason: str) -> str:
    """A reason in words; empty for none."""
    return str(WORDS.get(reason, reason))
