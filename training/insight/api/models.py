"""The programs that may read the statistics."""

from uuid import uuid4

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _


class Client(models.Model):
    """A program that may read one congress's figures, or one unit's, until it is revoked. Its token
    is known here as a hash only."""

    uuid = models.UUIDField(default=uuid4, unique=True, editable=False)
    congress = models.ForeignKey(
        "people.Congress", on_delete=models.PROTECT, related_name="clients"
    )
    name = models.CharField(_("名称"), max_length=60)
    # Protected: were it emptied with its unit, the program would see the whole congress.
    unit = models.ForeignKey(
        "people.Organisation", on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    token_hash = models.CharField(max_length=64, unique=True, help_text="SHA-256 of the token.")
    token_end = models.CharField(max_length=4, help_text="Its last signs, to tell tokens apart.")
    token_at = models.DateTimeField(_("令牌的日期"))
    made_at = models.DateTimeField(_("添加时间"))
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    ends_on = models.DateField(_("到哪一天止"), null=True, blank=True)
    last_used_on = models.DateField(_("最近使用"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("停用时间"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, null=True, related_name="+"
    )

    class Meta:
        ordering = ["-made_at", "-pk"]
        constraints = [
            models.UniqueConstraint(
                fields=["congress", "name"],
                condition=models.Q(revoked_at=None),
                name="client_name_unique",
            )
        ]
        verbose_name = _("读取数据的程序")
        verbose_name_plural = _("读取数据的程序")

    def __str__(self) -> str:
        return self.name
