"""Random verbs by random people at random times: what always holds, holds after each of them."""

from collections import defaultdict
from datetime import timedelta
from itertools import pairwise

import pytest
import time_machine
from django.db import transaction
from django.db.models import Exists, OuterRef
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)

from bookings import availability, holds, lifecycle
from bookings.models import (
    MAY_WAIT,
    Actor,
    Consultation,
    EarlierOffer,
    Event,
    Hold,
    Notification,
    Status,
)
from bookings.notifications.kinds import KINDS
from bookings.transitions import TRANSITIONS, allowed, transition
from tests.bookings.lives import desk, in_status, say
from tests.factories import MONDAY, ask, make_office

pytestmark = [pytest.mark.django_db, pytest.mark.long]
VERBS = sorted({each.verb for each in TRANSITIONS if each.before} - {"lapse", "expire"})
REFUSALS = (lifecycle.NotAllowed, lifecycle.NotOffered)
OPEN = {Status.REQUESTED, Status.PROPOSED}
pick_one = st.integers(min_value=0, max_value=29)  # a small range is drawn evenly
one_to_three = st.integers(min_value=1, max_value=3)
who = st.sampled_from([Actor.PATIENT, Actor.STAFF])


class Clinic(RuleBasedStateMachine):
    """One office, a few people, a clock that goes on, and staff who do whatever comes to mind."""

    def __init__(self):
        super().__init__()
        self.world = transaction.atomic()
        self.world.__enter__()
        self.now, self.people = MONDAY, 0

    def teardown(self):
        transaction.set_rollback(True)
        self.world.__exit__(None, None, None)

    @initialize()
    def open_the_office(self):
        self.office = make_office(horizon_days=6)
        in_status(Status.PROPOSED, self.office, email="proposed@example.com")
        in_status(Status.CONFIRMED, self.office, email="confirmed@example.com")

    def free_times(self):
        return [slot.starts_at for slot in availability.offer(self.office, now=self.now).slots]

    @rule(which=pick_one, without=st.sampled_from(["", "", "time", "email", "trust"]))
    def somebody_asks(self, which, without):
        free = self.free_times()
        starts_at = free[which % len(free)] if free and without != "time" else None
        self.people += 1
        reached = {"email": f"person{self.people}@example.com"}
        if without == "email":
            reached = {"email": "", "phone": f"+1424555{self.people:04}", "reach_by": "call"}
        ask(self.office, starts_at=starts_at, now=self.now, suspect=without == "trust", **reached)

    @rule(actor=who, which=pick_one, what=pick_one, time=pick_one, times=one_to_three)
    def somebody_does_what_may_be_done(self, actor, which, what, time, times):
        ways = [
            (consultation, verb)
            for consultation in Consultation.objects.order_by("pk")
            for verb in sorted(
                allowed(Status(consultation.status), actor) - {"correct", "send_link"}
            )
        ]
        if ways:
            consultation, verb = ways[(7 * which + what) % len(ways)]
            self.act(verb, actor, consultation, time, times)

    @rule(verb=st.sampled_from(VERBS), actor=who, which=pick_one, time=pick_one, times=one_to_three)
    def somebody_tries_anything(self, verb, actor, which, time, times):
        consultation = self.one_of_them(which)
        if consultation:
            self.act(
                verb, Actor.PATIENT if verb == "send_link" else actor, consultation, time, times
            )

    def one_of_them(self, which):
        everyone = list(Consultation.objects.order_by("pk"))
        return everyone[which % len(everyone)] if everyone else None

    def act(self, verb, actor, consultation, time, times):
        free = self.free_times() or [self.now + timedelta(days=1)]
        more = {"now": self.now}
        if verb == "propose":
            more["times"] = [free[(time + number) % len(free)] for number in range(times)]
        elif verb == "pick":
            held = [hold.starts_at for hold in consultation.proposed_times] or free
            more["starts_at"] = held[time % len(held)]
        elif verb in ("accept", "keep"):
            offer = consultation.open_offer
            more["starts_at"] = offer.starts_at if offer else free[time % len(free)]
        elif verb in ("move", "confirm", "offer_earlier"):
            more["starts_at"] = free[time % len(free)]
        elif verb == "correct":
            self.people += 1
            more["email"] = f"person{self.people}@example.com"
        before = consultation.status
        way = transition(verb, Status(before), actor)
        try:
            say(verb, actor, consultation, **more)
        except REFUSALS:
            consultation.refresh_from_db()
            assert consultation.status == before
        else:
            assert way is not None
            consultation.refresh_from_db()
            assert consultation.status == (way.after or before)

    @rule(hours=st.integers(min_value=1, max_value=40))
    def time_passes(self, hours):
        self.now += timedelta(hours=hours)
        lifecycle.lapse_due(now=self.now)
        lifecycle.expire_due(now=self.now)

    @rule(days=st.integers(min_value=1, max_value=3), ahead=st.integers(min_value=0, max_value=5))
    def the_office_closes(self, days, ahead):
        start = self.now + timedelta(days=ahead)
        self.office.closures.create(starts_at=start, ends_at=start + timedelta(days=days))

    @invariant()
    def the_holds_are_what_the_statuses_say(self):
        assert holds.faults() == []
        held = list(Hold.objects.order_by("starts_at"))
        assert all(one.ends_at <= other.starts_at for one, other in pairwise(held))

    @invariant()
    def an_open_offer_is_to_somebody_who_has_a_later_time(self):
        for offer in EarlierOffer.objects.filter(ended_at=None).select_related("consultation"):
            assert offer.consultation.status in MAY_WAIT
            assert offer.starts_at < offer.consultation.starts_at
            assert offer.answer_by > self.now

    @invariant()
    def nobody_is_left_in_the_dark(self):
        for consultation in Consultation.objects.all():
            assert (consultation.lapses_at is not None) == (consultation.status in OPEN)
            if consultation.status in OPEN:
                assert consultation.lapses_at > self.now
            if consultation.status == Status.REQUESTED:
                assert consultation.lapses_at >= consultation.reply_by
            assert consultation.reply_by >= consultation.asked_at

    @invariant()
    def what_waits_to_be_said_is_true(self):
        later = Event.objects.of_change().filter(
            consultation=OuterRef("consultation"), pk__gt=OuterRef("event")
        )
        waiting = Notification.objects.waiting().exclude(kind="aside")
        assert not waiting.filter(Exists(later)).exists()

    @invariant()
    def every_change_owes_the_patient_its_word_once(self):
        queued = defaultdict(list)
        for event, kind in Notification.objects.filter(audience="patient").values_list(
            "event", "kind"
        ):
            queued[event].append(kind)
        before = {}
        for event in Event.objects.of_change().order_by("pk"):
            owed = {
                row.name for row in KINDS if event.kind in row.owed_by and row.audience == "patient"
            }
            assert len(queued[event.pk]) == len(set(queued[event.pk]))
            assert set(queued[event.pk]) <= owed
            was_aside = before.get(event.consultation_id) == Event.Kind.ASIDE
            silent = event.kind == Event.Kind.DECLINED and was_aside
            assert silent or owed - {"reminder", "earlier"} <= set(queued[event.pk])
            before[event.consultation_id] = event.kind


def test_whatever_people_do_what_must_hold_holds():
    desk()
    with time_machine.travel(MONDAY, tick=False):
        run_state_machine_as_test(
            Clinic,
            settings=settings(
                max_examples=15,
                derandomize=True,
                stateful_step_count=40,
                deadline=None,
                suppress_health_check=list(HealthCheck),
            ),
        )
