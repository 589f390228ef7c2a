"""What phones that were without a line have told, and what each holds."""

from datetime import timedelta

from django.db import models
from django.utils.translation import gettext_lazy as _

from training.people.owned import Appended, Owned


class SyncedItem(Appended):
    """One thing a phone told, once: what became of it, and the phone's own time, which is kept as
    it was and decides nothing. What was done is evidence; here is only that it was told."""

    class Outcome(models.TextChoices):
        DONE = "done", _("已记入")
        REFUSED = "refused", _("没有记入")

    client_id = models.UUIDField()
    device = models.UUIDField()
    seq = models.PositiveBigIntegerField()
    kind = models.CharField(max_length=20)
    phone_at = models.DateTimeField(null=True)
    received_at = models.DateTimeField()
    outcome = models.CharField(max_length=8, choices=Outcome.choices)
    code = models.CharField(max_length=30, blank=True)
    words = models.CharField(max_length=300, blank=True)
    state = models.CharField(max_length=12, blank=True, help_text="How an answer was marked.")

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "client_id"], name="synced_item_unique")
        ]
        verbose_name = _("离线记录")
        verbose_name_plural = _("离线记录")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.kind} {self.seq}"


class SyncedDevice(Owned):
    """A phone as it last told of itself.

    `counted_to` is the moment on the server's clock up to which its reading time was believed:
    what it tells of next cannot be more than has passed since. `packs` says by course which version
    it holds, `waiting` how much it had not sent yet.
    """

    device = models.UUIDField()
    name = models.CharField(max_length=60, blank=True)
    first_at = models.DateTimeField()
    last_at = models.DateTimeField()
    counted_to = models.DateTimeField()
    waiting = models.PositiveIntegerField(default=0)
    packs = models.JSONField(default=dict)

    class Meta:
        constraints = [
            models.UniqueConstraint(fields=["learner", "device"], name="synced_device_unique")
        ]
        verbose_name = _("离线设备")
        verbose_name_plural = _("离线设备")

    def __str__(self) -> str:
        return f"{self.learner_id} {self.name}"

    def count(self, seconds: int) -> None:
        """So much of the time that passed is used up."""
        self.counted_to += timedelta(seconds=seconds)
