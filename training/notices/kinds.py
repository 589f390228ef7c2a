"""What people are told about: one literal table. A room that needs another kind adds one entry.

The words of a kind are defaults; the office may write its own (models.NoticeTemplate). Between
braces stands a field by its label, `{班次}`; what stands between square brackets is left out when
one of its fields is empty. `{姓名}`, `{人大}` and `{电话}` are known to every kind.
"""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

EMAIL, SMS = "email", "sms"
CHANNELS: dict[str, Promise] = {EMAIL: _("电子邮件"), SMS: _("短信")}


@dataclass(frozen=True)
class Field:
    """A value that the teller hands over in `about`; `label` is its name between braces. English
    words take `about[key + "_en"]` where it is given."""

    key: str
    label: str
    sample: str


@dataclass(frozen=True)
class Group:
    """Kinds about which a person decides together; `fixed` when she cannot switch them off."""

    key: str
    name: Promise
    fixed: bool = False


@dataclass(frozen=True)
class NoticeKind:
    """A kind of notice: its words in both languages and on which channels it goes beside the inbox.

    `urgent` shortens the quiet hours. `personal` kinds are told to one
    person at a time; the office sees those of a day as one batch. `inbox` is False for what goes
    to a channel alone. `one_way` goes by the first channel that reaches her instead of by all.
    """

    name: Promise
    group: str
    title: str
    body: str
    sms: str
    title_en: str
    body_en: str
    fields: tuple[Field, ...]
    channels: tuple[str, ...] = (EMAIL,)
    urgent: bool = False
    personal: bool = False
    inbox: bool = True
    one_way: bool = False


GROUPS: dict[str, Group] = {
    group.key: group
    for group in (
        Group("urgent", _("课程临时变动"), fixed=True),
        Group("class", _("开班、课表和证书")),
        Group("reminder", _("学习提醒")),
        Group("answer", _("请假、申诉和提问的答复")),
        Group("office", _("工作机构写的通知")),
        Group("account", _("登录码"), fixed=True),
    )
}

# Fields that every kind knows, filled by the services.
COMMON = (
    Field("name", "姓名", "王代表"),
    Field("congress", "人大", "定海区人民代表大会"),
    Field("phone", "电话", "0580-2020000"),
)
_COHORT = Field("cohort", "班次", "代表履职学习班")
_CHANGES = Field("changes", "变动", "D2-3 “怎样提建议”改到 7 月 8 日 14:00，二楼会议室")
_SESSION = Field("session", "单元", "D2-3 怎样提建议")
_REASON = Field("reason", "原因", "台风预警")
_ANSWER = Field("answer", "结果", "同意")
_WHAT = Field("what", "事项", "结业测验")
_SAID = Field("answer", "答复", "审议意见由工作机构整理，您只要写清楚事由。")
_UNTIL = Field("until", "期限", "7 月 10 日 18:00")

KINDS: dict[str, NoticeKind] = {
    "session_moved": NoticeKind(
        name=_("课程改期"),
        group="urgent",
        title="课程有变动：{班次}",
        body="{变动}。[原因：{原因}。]请按新的时间和地点参加，课表已经更新。有疑问请打 {电话}。",
        sms="{变动}。请按新的时间地点参加。",
        title_en="Timetable changed: {班次}",
        body_en="{变动}. [Reason: {原因}. ]Please come at the new time and place; "
        "the timetable is up to date.",
        fields=(_COHORT, _CHANGES, _REASON),
        channels=(SMS, EMAIL),
        urgent=True,
    ),
    "session_cancelled": NoticeKind(
        name=_("课程取消"),
        group="urgent",
        title="课程取消：{单元}",
        body="{班次}的“{单元}”取消。[原因：{原因}。][{怎么办}。]有疑问请打 {电话}。",
        sms="“{单元}”取消。[{怎么办}。]",
        title_en="Session cancelled: {单元}",
        body_en="“{单元}” of {班次} is cancelled. [Reason: {原因}. ][{怎么办}.]",
        fields=(
            _COHORT,
            _SESSION,
            _REASON,
            Field("advice", "怎么办", "这一项可以在线学完对应的课来完成"),
        ),
        channels=(SMS, EMAIL),
        urgent=True,
    ),
    "class_opened": NoticeKind(
        name=_("开班"),
        group="class",
        title="您已编入{班次}",
        body="{班次}{开班}开班[，{结束}结束][，地点：{地点}]。课表在“我的课表”里，请安排好时间。",
        sms="您已编入{班次}，{开班}开班[，地点{地点}]。课表请登录查看。",
        title_en="You are in the class {班次}",
        body_en="{班次} begins on {开班}[ and ends on {结束}][, at {地点}]. "
        "Your timetable shows the sessions.",
        fields=(
            _COHORT,
            Field("starts", "开班", "7 月 6 日"),
            Field("ends", "结束", "7 月 10 日"),
            Field("place", "地点", "区委党校一楼报告厅"),
        ),
        channels=(SMS, EMAIL),
    ),
    "class_cancelled": NoticeKind(
        name=_("班次取消"),
        group="urgent",
        title="{班次}取消",
        body="{班次}取消。[原因：{原因}。]已经学过的都保留。有疑问请打 {电话}。",
        sms="{班次}取消。[原因：{原因}。]已经学过的都保留。",
        title_en="{班次} is cancelled",
        body_en="{班次} is cancelled. [Reason: {原因}. ]What you have learned is kept.",
        fields=(_COHORT, _REASON),
        channels=(SMS, EMAIL),
        urgent=True,
    ),
    "class_changed": NoticeKind(
        name=_("班次变动"),
        group="class",
        title="班次有变动：{班次}",
        body="{变动}。[原因：{原因}。]课表已经更新。",
        sms="{变动}。",
        title_en="Class changed: {班次}",
        body_en="{变动}. [Reason: {原因}. ]The timetable is up to date.",
        fields=(_COHORT, _CHANGES, _REASON),
        channels=(SMS, EMAIL),
    ),
    "leave_answered": NoticeKind(
        name=_("请假答复"),
        group="answer",
        title="请假答复：{结果}",
        body="您对“{单元}”的请假，工作机构的答复是：{结果}。[说明：{原因}。]",
        sms="您对“{单元}”的请假：{结果}。[{原因}。]",
        title_en="Your leave request: {结果}",
        body_en="Your request for leave from “{单元}” was answered: {结果}. [Note: {原因}.]",
        fields=(_SESSION, _ANSWER, _REASON),
        personal=True,
    ),
    "claim_answered": NoticeKind(
        name=_("补签答复"),
        group="answer",
        title="补签答复：{结果}",
        body="您对“{单元}”的补签，工作机构的答复是：{结果}。[说明：{原因}。]",
        sms="您对“{单元}”的补签：{结果}。[{原因}。]",
        title_en="Your late check-in: {结果}",
        body_en="Your late check-in for “{单元}” was answered: {结果}. [Note: {原因}.]",
        fields=(_SESSION, _ANSWER, _REASON),
        personal=True,
    ),
    "enquiry_answered": NoticeKind(
        name=_("提问的答复"),
        group="answer",
        title="您的提问有答复了：{事项}",
        body="您问的“{事项}”，答复是：{答复} 全文在“我的提问”里，还可以接着问。",
        sms="您的提问有答复了，请登录查看。",
        title_en="Your question was answered: {事项}",
        body_en="The answer to your question on “{事项}”: {答复} "
        "The whole of it is under My questions; you may ask back.",
        fields=(_WHAT, _SAID),
        personal=True,
    ),
    "enquiry_handed": NoticeKind(
        name=_("转来的提问"),
        group="answer",
        title="{谁}转来一个代表的提问",
        body="{谁}把一个代表的提问转给您：{事项}。[{说明}。]请到后台“代表的提问”里答复。",
        sms="{谁}转来一个代表的提问，请登录后台答复。",
        title_en="{谁} handed you a deputy's question",
        body_en="{谁} handed you a deputy's question: {事项}. [{说明}. ]Please answer it at the desk.",
        fields=(Field("who", "谁", "李教员"), _WHAT, Field("note", "说明", "这一课是您讲的")),
        personal=True,
    ),
    "enquiry_waiting": NoticeKind(
        name=_("还没有答复的提问"),
        group="answer",
        title="有 {个数} 个代表的提问等了三天",
        body="有 {个数} 个代表的提问等了三天还没有答复。请打开看一看；不该您答的，可以转给别人。",
        sms="有{个数}个代表的提问等了三天，请登录答复。",
        title_en="{个数} questions have waited for three days",
        body_en="{个数} deputies' questions have waited for three days. "
        "Please look at them, or hand them on.",
        fields=(Field("count", "个数", "2"),),
        personal=True,
    ),
    "certificate_issued": NoticeKind(
        name=_("发放证书"),
        group="class",
        title="结业证书已发放",
        body="{班次}的结业证书已经发放，编号 {编号}。可以在“结业证书”里查看和下载。",
        sms="{班次}的结业证书已发放，请登录“结业证书”查看。",
        title_en="Your certificate has been issued",
        body_en="Your certificate of {班次} has been issued, number {编号}. "
        "You can view and download it under Certificates.",
        fields=(_COHORT, Field("number", "编号", "2026-01-007")),
        channels=(SMS, EMAIL),
        personal=True,
    ),
    "certificate_revoked": NoticeKind(
        name=_("撤销证书"),
        group="class",
        title="结业证书已撤销",
        body="{班次}的结业证书（编号 {编号}）已经撤销。[原因：{原因}。]有疑问请打 {电话}。",
        sms="{班次}的结业证书已撤销。[原因：{原因}。]",
        title_en="Your certificate has been revoked",
        body_en="Your certificate of {班次}, number {编号}, has been revoked. [Reason: {原因}.]",
        fields=(_COHORT, Field("number", "编号", "2026-01-007"), _REASON),
        personal=True,
    ),
    "feedback_open": NoticeKind(
        name=_("满意度表"),
        group="reminder",
        title="请填满意度表：{事项}",
        body="请用一分钟填一填{班次}的满意度表（{事项}）。不记名[，{期限}前都可以填]。",
        sms="请填{班次}的满意度表（{事项}），不记名，约一分钟。",
        title_en="Please fill in the feedback form: {事项}",
        body_en="Please take a minute for the feedback form of {班次} ({事项}). "
        "It is anonymous[ and open until {期限}].",
        fields=(_COHORT, Field("what", "事项", "第二天"), _UNTIL),
        channels=(),
    ),
    "due_soon": NoticeKind(
        name=_("快到期"),
        group="reminder",
        title="快到时间了：{事项}",
        body="{班次}的“{事项}”请在 {期限} 前完成。[{怎么办}。]",
        sms="{班次}：“{事项}”请在{期限}前完成。",
        title_en="Due soon: {事项}",
        body_en="“{事项}” of {班次} is due by {期限}. [{怎么办}.]",
        fields=(_COHORT, _WHAT, _UNTIL, Field("advice", "怎么办", "登录后在“课程安排”里打开")),
        channels=(SMS, EMAIL),
    ),
    "behind": NoticeKind(
        name=_("还差几项"),
        group="reminder",
        title="{班次}还有 {项数} 项没有完成",
        body="课表上已经结束、您还没有完成的有 {项数} 项：{事项}。可以在线补学[，{期限}前都算数]。"
        "要帮忙请打 {电话}。",
        sms="{班次}还有{项数}项没有完成，可以在线补学。要帮忙请打{电话}。",
        title_en="{项数} items of {班次} are still to be done",
        body_en="{项数} items whose sessions are over are still to be done: {事项}. "
        "You can make up for them online[ until {期限}]. For help call {电话}.",
        fields=(
            _COHORT,
            Field("count", "项数", "3"),
            Field("what", "事项", "D1-2 代表的权利、D1-4 怎样审议、D2-1 怎样调研"),
            _UNTIL,
        ),
        channels=(SMS, EMAIL),
    ),
    "from_office": NoticeKind(
        name=_("工作机构通知"),
        group="office",
        title="{标题}",
        body="{正文}",
        sms="{正文}",
        title_en="{标题}",
        body_en="{正文}",
        fields=(
            Field("title", "标题", "请带代表证"),
            Field("text", "正文", "明天上午请带代表证到区委党校一楼报到"),
        ),
        channels=(SMS, EMAIL),
    ),
    "weekly_digest": NoticeKind(
        name=_("每周简报"),
        group="office",
        title="{周次}学习情况",
        body="{情况}。打开学习统计，每个数都能点下去看。",
        sms="{情况}。",
        title_en="Learning in {周次}",
        body_en="{情况}. Open the statistics for what lies behind each figure.",
        fields=(
            Field("week", "周次", "2026-W48"),
            Field("text", "情况", "第一期：应训 65 人，已结业 20 人"),
        ),
        personal=True,
    ),
    "activation": NoticeKind(
        name=_("登录码"),
        group="account",
        title="{人大}学习平台登录码",
        body="{姓名}您好：您的编号是 {编号}，登录码是 {登录码}，{期限}前有效，只能用一次。"
        "请打开 {网址} 设密码。登录码不要转给别人。",
        sms="编号{编号}，登录码{登录码}，{期限}前有效。打开 {网址} 设密码，勿转给别人。",
        title_en="Your sign-in code",
        body_en="Your number is {编号} and your code {登录码}, valid until {期限} and only once. "
        "Open {网址} to choose a password. Do not pass the code on.",
        fields=(
            Field("number", "编号", "R001"),
            Field("code", "登录码", "ABCDE-FGH23"),
            Field("until", "期限", "7 月 9 日 9:00"),
            Field("address", "网址", "https://example.gov.cn/accounts/slip/"),
        ),
        channels=(SMS, EMAIL),
        urgent=True,
        inbox=False,
        one_way=True,
    ),
}
