"""The contents of the help, by what people want to do."""

from collections.abc import Sequence
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from training.portal.help.subjects import Subject, subjects


@dataclass(frozen=True)
class Task:
    """What somebody wants to do or know, and the subject that tells it."""

    label: Promise
    slug: str


@dataclass(frozen=True)
class Group:
    """Tasks that belong together."""

    label: Promise
    tasks: Sequence[Task]


GROUPS: tuple[Group, ...] = (
    Group(
        _("登录"),
        (
            Task(_("第一次登录，手里有登录条"), "first-sign-in"),
            Task(_("忘了密码，登录条过期了"), "first-sign-in"),
            Task(_("登录以后先看什么"), "first-steps"),
            Task(_("以后怎样登录、怎样换密码"), "sign-in"),
            Task(_("手机丢了，在别人的手机上登录过"), "devices"),
        ),
    ),
    Group(
        _("看得清楚"),
        (
            Task(_("字太小"), "display"),
            Task(_("太晃眼，想要黑底"), "display"),
            Task(_("换成英文"), "display"),
        ),
    ),
    Group(
        _("学习"),
        (
            Task(_("怎样看课，怎样才算学完"), "lessons"),
            Task(_("找课、找案例、找法条"), "search"),
            Task(_("怎样看案例"), "cases"),
            Task(_("练习题怎样做"), "practice"),
            Task(_("怎样测验、怎样交卷"), "quizzes"),
            Task(_("答题时断网了"), "quizzes"),
            Task(_("成绩和解析在哪里看"), "results"),
            Task(_("怎样写建议、议案的稿子"), "writing"),
            Task(_("有不懂的，想问讲师"), "questions"),
            Task(_("边看边记笔记"), "notes"),
        ),
    ),
    Group(
        _("班里的事"),
        (
            Task(_("怎样签到"), "check-in"),
            Task(_("怎样请假、补签"), "check-in"),
            Task(_("哪天几点、在哪里上课"), "timetable"),
            Task(_("现场用手机答题、票决"), "live"),
            Task(_("满意度表怎样填"), "feedback"),
            Task(_("通知在哪里看"), "inbox"),
        ),
    ),
    Group(
        _("缺什么补什么"),
        (
            Task(_("看看自己缺什么"), "diagnosis"),
            Task(_("缺的怎样补"), "plan"),
            Task(_("学过的怎样不忘"), "review"),
        ),
    ),
    Group(
        _("我的结果"),
        (
            Task(_("为什么还没结业"), "finishing"),
            Task(_("学时怎样记，记错了怎么办"), "hours"),
            Task(_("结业证书怎样下载"), "certificate"),
            Task(_("一届学了什么，怎样打印"), "record"),
            Task(_("谁看得到我的记录"), "who-sees"),
        ),
    ),
)


def others() -> list[Subject]:
    """The subjects that no task leads to."""
    named = {task.slug for group in GROUPS for task in group.tasks}
    return [subject for slug, subject in subjects().items() if slug not in named]
