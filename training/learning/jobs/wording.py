"""Jobs, tasks and failures in plain words, for administrators."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from training.learning.jobs.reclaiming import LOST

# By the names in run_due's table.
JOBS: dict[str, Promise] = {
    "consequences": gettext_lazy("学习记录的后续（计划、证书、统计）"),
    "overdue attempts": gettext_lazy("收回超时的卷，给交了的卷评分"),
    "readings": gettext_lazy("补记学完的课"),
    "watching": gettext_lazy("补记看完的视频"),
    "abandoned diagnoses": gettext_lazy("收起没做完的诊断"),
    "regradings": gettext_lazy("做完改判"),
    "item analysis": gettext_lazy("题目分析"),
    "question imports": gettext_lazy("导入题目"),
    "pictures": gettext_lazy("准备各种大小的图片"),
    "offline packs": gettext_lazy("准备能带走的课程包"),
    "new requirements": gettext_lazy("按新的结业要求重新判定"),
    "nightly check": gettext_lazy("夜间核对"),
    "plans": gettext_lazy("更新学习计划"),
    "forwarding": gettext_lazy("把学习记录送到外面的 LRS"),
    "printed certificates": gettext_lazy("清理印好的证书文件"),
    "reminders": gettext_lazy("提醒到期和落后的人"),
    "unanswered questions": gettext_lazy("提醒还没有答复的提问"),
    "office messages": gettext_lazy("发出工作机构写好的通知"),
    "messages": gettext_lazy("寄邮件和短信"),
    "feedback": gettext_lazy("开放和收回满意度表"),
    "expired sessions": gettext_lazy("清理过期的登录"),
    "seats at the desk": gettext_lazy("按任职开通和收回后台的位置"),
    "refused check-ins": gettext_lazy("清理旧的没签成记录"),
    "statistics": gettext_lazy("更新统计"),
    "weekly digest": gettext_lazy("发每周简报"),
    "statistics check": gettext_lazy("夜间核对统计"),
    "programs": gettext_lazy("记下哪些程序读过统计"),
    "lost tasks": gettext_lazy("把中断的任务重新排上"),
    "old tasks": gettext_lazy("清理做完的旧任务"),
}
# By where the task's function is.
TASKS: dict[str, Promise] = {
    "training.learning.certificates.tasks.print_run": gettext_lazy("印结业证书"),
    "training.office.roster.tasks.carry_on": gettext_lazy("导入花名册"),
}


@dataclass(frozen=True)
class Advice:
    """What went wrong, and what to do about it."""

    what: str
    then: str


# Parts of the names of exceptions, the first that fits.
_KNOWN: tuple[tuple[tuple[str, ...], Promise, Promise], ...] = (
    (
        (LOST,),
        gettext_lazy("做这件事的进程被打断了四次。"),
        gettext_lazy("多半是内存不够。请让运维看这台机器的内存，再点“重做”。"),
    ),
    (
        ("OperationalError", "InterfaceError"),
        gettext_lazy("数据库太忙，或者连不上。"),
        gettext_lazy("过一会儿点“重做”。一再出现，请让运维看数据库。"),
    ),
    (
        ("PaperRefused",),
        gettext_lazy("PDF 没有印成。"),
        gettext_lazy("请看细节里的原因，改好后点“重做”。缺少印 PDF 的软件时请运维安装。"),
    ),
    (
        ("MemoryError",),
        gettext_lazy("内存不够。"),
        gettext_lazy("请分成几份做，或者让运维加内存。"),
    ),
    (
        ("ConnectionError", "ConnectionRefusedError", "TimeoutError", "SMTP", "gaierror"),
        gettext_lazy("要连的服务器没有回应。"),
        gettext_lazy("请看网络和对方服务器，通了以后点“重做”。"),
    ),
    (
        ("ImportError", "ModuleNotFoundError"),
        gettext_lazy("这个版本的程序里没有这种任务了。"),
        gettext_lazy("多半是升级以前排上的。请不再处理它，到原来的页面重新做一次。"),
    ),
    (
        ("DoesNotExist",),
        gettext_lazy("它要处理的东西已经删除了。"),
        gettext_lazy("可以不再处理它。"),
    ),
    (
        ("PermissionError", "FileNotFoundError", "OSError"),
        gettext_lazy("文件读不出或者写不进。"),
        gettext_lazy("请让运维看磁盘空间和文件夹的权限，再点“重做”。"),
    ),
)


def job_name(name: str) -> str:
    """What one of run_due's jobs is called."""
    return str(JOBS.get(name, name))


def task_name(path: str) -> str:
    """What a task is called; one that nobody has named goes by its function."""
    return str(TASKS.get(path, path.rsplit(".", 1)[-1]))


def advice(exception: str) -> Advice:
    """What an exception of this dotted name means to whoever looks after the site."""
    for names, what, then in _KNOWN:
        if any(name in exception for name in names):
            return Advice(str(what), str(then))
    return Advice(
        _("程序出错了。"), _("可以点“重做”试一次；还是不行，请把下面的细节发给维护程序的人。")
    )
