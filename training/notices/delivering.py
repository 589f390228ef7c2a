"""Sending what waits, in the jobs worker: one message at a time, each at most once.

A row is marked 'sending' and committed before its message is handed over. What is still marked so
when its lease is over was interrupted in between: nobody can tell whether it left, so it is shown
to the office and not sent again by itself. Failures of the other side keep a whole channel waiting,
ever longer, and use up nobody's tries.
"""

import logging
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from time import monotonic
from typing import Any

from django.conf import settings
from django.db import transaction
from django.urls import reverse
from django.utils.module_loading import import_string

from training.notices import activation, reasons
from training.notices.gateways.contract import (
    ChannelAway,
    Gateway,
    MessagePutOff,
    MessageRefused,
    OutcomeUnknown,
    Outgoing,
)
from training.notices.kinds import CHANNELS, EMAIL, KINDS, SMS, NoticeKind
from training.notices.models import Channel, Delivery, NoticeRules
from training.notices.quiet import allowed_at
from training.notices.reaching import Reach, address_of, digest, quiet_of, rules_of
from training.people.errors import SlipRefused

log = logging.getLogger("training.notices")

State = Delivery.State
AT_ONCE = 100
SECONDS_PER_RUN = 5
LEASE = timedelta(minutes=10)
TOO_LATE = timedelta(days=3)
PUT_OFF = [timedelta(minutes=n) for n in (1, 5, 30, 120, 360)]
FIRST_WAIT, LONGEST_WAIT = timedelta(seconds=30), timedelta(minutes=15)


def deliver(*, now: datetime) -> int:
    """Send what is due by every open channel, for a few seconds; returns how many left. Two
    queries where nothing is due."""
    return sum(_by_channel(name, now) for name in CHANNELS)


def _by_channel(name: str, now: datetime) -> int:
    _end_interrupted(name, now)
    waiting = Delivery.objects.filter(channel=name, state=State.WAITING, next_at__lte=now)
    due = list(
        waiting.select_related(
            "notice__batch__congress", "notice__batch__made_by", "learner"
        ).order_by("-notice__urgent", "next_at", "pk")[:AT_ONCE]
    )
    if not due:
        return 0
    channel = Channel.objects.filter(pk=name).first() or Channel(pk=name)
    if channel.next_try_at and now < channel.next_try_at:
        return 0
    run = _Run(channel, _gateway(name), now)
    try:
        return run.send(due[: _allowance(name, now)])
    finally:
        run.gateway.close()


def _gateway(name: str) -> Gateway:
    """The way out of a channel."""
    path = settings.SMS_GATEWAY if name == SMS else "training.notices.gateways.mail.MailGateway"
    made: Gateway = import_string(path)()
    return made


def _allowance(name: str, now: datetime) -> int:
    """How many messages may leave now: text messages by the minute, mail without end."""
    if name == EMAIL:
        return AT_ONCE
    lately = Delivery.objects.filter(channel=name, sent_at__gt=now - timedelta(minutes=1))
    return max(0, settings.SMS_PER_MINUTE - lately.count())


def _end_interrupted(name: str, now: datetime) -> None:
    over = Delivery.objects.filter(channel=name, state=State.SENDING, next_at__lt=now)
    for learner, pk in list(over.values_list("learner_id", "pk")):
        row = Delivery.objects.filter(learner=learner, pk=pk, state=State.SENDING)
        row.update(state=State.UNSURE, reason=reasons.INTERRUPTED)


@dataclass
class _Run:
    """One run on one channel, until it is done, the time is over or the other side goes away."""

    channel: Channel
    gateway: Gateway
    now: datetime
    rules: dict[Any, NoticeRules] = field(default_factory=dict)
    sent: int = 0
    away: bool = False

    def send(self, due: list[Delivery]) -> int:
        """Send some; returns how many left."""
        until = monotonic() + SECONDS_PER_RUN
        for delivery in due:
            if monotonic() > until:
                break
            if self._put_aside(delivery) or not self._is_there() or not self._claim(delivery):
                continue
            self._hand_over(delivery)
            if self.away:
                break
        if self.sent:
            self.channel.last_sent_at = self.now
            if not self.away:
                self.channel.failures, self.channel.next_try_at = 0, None
            self.channel.save()
        return self.sent

    def _is_there(self) -> bool:
        """Whether the other side answers; asked before anything is marked or made."""
        if not self.away:
            try:
                self.gateway.open()
            except ChannelAway as away:
                self._wait_longer(str(away))
        return not self.away

    def _put_aside(self, delivery: Delivery) -> bool:
        """Whether it must not leave now: too late, at night, or no longer to be reached."""
        if delivery.next_at < self.now - TOO_LATE:
            self._note(delivery, State.GIVEN_UP, reasons.TOO_LATE)
            return True
        if hindrance := self._hindrance(delivery):
            self._note(delivery, State.SKIPPED, hindrance)
            return True
        notice = delivery.notice
        congress = notice.batch.congress
        if congress not in self.rules:
            self.rules[congress] = rules_of(congress)
        night = quiet_of(self.rules[congress])
        later = allowed_at(self.now, night, urgent=notice.urgent)
        if later > self.now:
            self._change(delivery, State.WAITING, next_at=later)
        return later > self.now

    def _hindrance(self, delivery: Delivery) -> str:
        person = delivery.learner
        if not person.is_active:
            return reasons.DISABLED
        # Wishes and dead addresses were looked at when she was told.
        kind: NoticeKind = KINDS[delivery.notice.kind]
        return Reach(kind).hindrance(person, delivery.channel)

    def _claim(self, delivery: Delivery) -> bool:
        """Mark it as being sent, for this worker alone; committed before anything leaves."""
        return self._change(delivery, State.SENDING, next_at=self.now + LEASE)

    def _change(self, delivery: Delivery, state: str, **changes: Any) -> bool:
        """Write, provided that nobody changed it since it was read."""
        row = Delivery.objects.filter(
            learner=delivery.learner_id, pk=delivery.pk, state=delivery.state
        )
        changed = row.update(state=state, **changes)
        if changed:
            delivery.state = state
        return bool(changed)

    def _note(self, delivery: Delivery, state: str, reason: str = "", **changes: Any) -> None:
        self._change(delivery, state, reason=reason, **changes)

    def _hand_over(self, delivery: Delivery) -> None:
        """Send one and note how it went."""
        due_at, tries = delivery.next_at, delivery.tries + 1
        address = address_of(delivery.learner, delivery.channel)
        known: dict[str, Any] = {"tries": tries, "address": digest(address)}
        try:
            number = self.gateway.send(self._message(delivery, address))
        except SlipRefused as refused:
            self._note(delivery, State.GIVEN_UP, reasons.NOT_MADE, answer=refused.reason[:200])
        except MessageRefused as refused:
            self._note(delivery, State.REFUSED, reasons.REFUSED, answer=str(refused)[:200], **known)
        except MessagePutOff as later:
            self._put_off(delivery, str(later), known)
        except ChannelAway as away:
            self._change(delivery, State.WAITING, next_at=due_at)
            self._wait_longer(str(away))
        except OutcomeUnknown as unknown:
            told = str(unknown)[:200]
            self._note(delivery, State.UNSURE, reasons.NO_ANSWER, answer=told, **known)
            self._wait_longer(told)
        except Exception as error:  # a gateway that breaks its word must not stop the other jobs
            log.exception("gateway of %s failed", self.channel.pk)
            self._note(delivery, State.UNSURE, reasons.BROKEN, **known)
            self._wait_longer(type(error).__name__)
        else:
            self.sent += 1
            self._note(delivery, State.SENT, provider_id=number, sent_at=self.now, **known)

    def _put_off(self, delivery: Delivery, told: str, known: dict[str, Any]) -> None:
        known = known | {"answer": told[:200]}
        if known["tries"] > len(PUT_OFF):
            self._note(delivery, State.GIVEN_UP, reasons.TOO_OFTEN, **known)
            return
        later = self.now + PUT_OFF[known["tries"] - 1]
        self._change(delivery, State.WAITING, next_at=later, **known)

    def _wait_longer(self, told: str) -> None:
        """End the run, and leave the channel alone for a while, each time for longer."""
        self.away = True
        wait = min(FIRST_WAIT * 2 ** min(self.channel.failures, 8), LONGEST_WAIT)
        self.channel.failures += 1
        self.channel.last_error, self.channel.last_error_at = told[:200], self.now
        self.channel.next_try_at = self.now + wait
        self.channel.save()
        log.warning("%s is away (%s), next try in %s", self.channel.pk, told, wait)

    def _message(self, delivery: Delivery, address: str) -> Outgoing:
        notice = delivery.notice
        words: Any = notice
        if notice.kind == activation.KIND:
            with transaction.atomic():
                words = activation.words_with_code(notice, delivery.learner, self.now)
        text = words.sms or words.title if delivery.channel == SMS else words.body
        if delivery.channel == SMS:
            signature = self.rules[notice.batch.congress].signature
            text = f"【{signature}】{text}" if signature else text
        elif notice.in_inbox:
            text = f"{text}\n\n{_where(notice)}"
        return Outgoing(address, words.title, text, str(delivery.pk))


def _where(notice: Any) -> str:
    """Where a mail's reader finds the thing itself."""
    base = settings.WAGTAILADMIN_BASE_URL.rstrip("/")
    return f"{base}{reverse('notices:notice', args=[notice.pk])}"
