"""Mail worker: the one row in which whoever sends says that they live, and what holds mail back."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from django.db import models
from django.db.models import Max

from clinic.mail.clock_jumps import Heartbeat
from clinic.mail.outbox.schedule import PAUSE

if TYPE_CHECKING:
    from clinic.mail.outbox.delivery import Outbox

SILENT_AFTER = timedelta(minutes=2)


class MailWorker(models.Model):
    """The one row in which the worker says that it lives, and whether the mail server lets it
    in.
    """

    beat_at = models.DateTimeField(null=True)
    # By the machine's own counting, which no wrong clock changes: which start of it, and seconds
    # since.
    beat_boot = models.CharField(max_length=64, blank=True, default="")
    beat_uptime = models.FloatField(default=0)
    paused_until = models.DateTimeField(null=True)
    paused_because = models.CharField(max_length=300, blank=True)
    # After a restore: what was queued before is held until the owner has looked through it.
    held_before = models.DateTimeField(null=True)
    restored_from = models.DateTimeField(null=True)  # when that backup was made

    class Meta:
        app_label = "clinic"
        default_permissions = ()
        permissions = [("release_mailworker", "Can release or drop mail that a restore holds")]

    @classmethod
    def row(cls) -> "MailWorker":
        return cls.objects.get_or_create(pk=1)[0]

    @classmethod
    def beat(cls, *, now: datetime) -> None:
        """Say that the worker lives."""
        sign = Heartbeat.given(now=now)
        beat = {"beat_at": sign.at, "beat_boot": sign.boot, "beat_uptime": sign.uptime}
        if not cls.objects.filter(pk=1).update(**beat):
            cls.objects.create(pk=1, **beat)

    @classmethod
    def last_beat(cls) -> Heartbeat | None:
        """The last sign of life of any worker."""
        row = cls.objects.filter(pk=1, beat_at__isnull=False).first()
        if row and row.beat_at:
            return Heartbeat(row.beat_at, row.beat_boot, row.beat_uptime)
        return None

    @classmethod
    def hold(cls, outboxes: "Iterable[Outbox]", *, restored_from: datetime, now: datetime) -> None:
        """Hold all that waits in `outboxes`, also what a clock that ran ahead queued."""
        newest = [
            outbox.messages.waiting().aggregate(newest=Max("queued_at"))["newest"]
            for outbox in outboxes
        ]
        until = max([now, *(each for each in newest if each)]) + timedelta(microseconds=1)
        cls.row()
        cls.objects.update(held_before=until, restored_from=restored_from)

    @classmethod
    def hold_no_more(cls) -> None:
        cls.objects.update(held_before=None, restored_from=None)

    @classmethod
    def is_holding(cls) -> bool:
        return cls.objects.filter(pk=1, held_before__isnull=False).exists()

    @classmethod
    def first_free(cls, *, now: datetime) -> datetime:
        """`now`, or when a message is not held any more, if that is later."""
        held_before = cls.objects.filter(pk=1).values_list("held_before", flat=True).first()
        return max(now, held_before) if held_before else now

    def is_silent(self, *, now: datetime) -> bool:
        # A beat from the future is a clock put back since: it proves nothing.
        return self.beat_at is None or abs(now - self.beat_at) > SILENT_AFTER

    def is_paused(self, *, now: datetime) -> bool:
        return self.paused_until is not None and now < self.paused_until <= now + PAUSE
