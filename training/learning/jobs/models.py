"""Who works on the queue, and how the scheduled jobs went. The queue itself is
django_tasks_db.DBTaskResult."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Worker(models.Model):
    """A jobs worker that runs. It renews `seen_at` every few seconds and takes its row away when it
    ends; a row that is not renewed is that of a killed process."""

    id = models.CharField(primary_key=True, max_length=64)
    host = models.CharField(_("机器"), max_length=80)
    process = models.PositiveIntegerField(_("进程号"))
    started_at = models.DateTimeField(_("启动"))
    seen_at = models.DateTimeField(_("最近一次报到"), db_index=True)

    class Meta:
        ordering = ["-seen_at"]
        verbose_name = _("任务进程")
        verbose_name_plural = _("任务进程")

    def __str__(self) -> str:
        return f"{self.host} {self.process}"


class JobRun(models.Model):
    """How one of the jobs of run_due went the last time; one row for each, written over."""

    name = models.CharField(primary_key=True, max_length=60)
    ran_at = models.DateTimeField(_("最近一次"))
    milliseconds = models.PositiveIntegerField(_("用时"))
    did_at = models.DateTimeField(_("最近一次有事做"), null=True)
    did = models.PositiveIntegerField(_("那次做了几件"), default=0)
    failed_at = models.DateTimeField(_("最近一次出错"), null=True)
    failing_since = models.DateTimeField(_("一直出错，从"), null=True)
    error = models.TextField(_("错误"), blank=True)

    class Meta:
        ordering = ["name"]
        verbose_name = _("定时任务")
        verbose_name_plural = _("定时任务")

    def __str__(self) -> str:
        return self.name
