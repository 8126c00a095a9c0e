"""What stands before a public form: it slows machines down and drops nobody."""

from concurrent.futures import ThreadPoolExecutor
from datetime import timedelta
from uuid import uuid4

import pytest
from django.db import connection
from django.test import RequestFactory

from clinic.protection import rate_limits
from clinic.protection.form_keys import FormKey
from clinic.protection.rate_limits import Limit, Tally, TooMany, count, forget, network, spend
from tests.factories import MONDAY

TWO_IN_TEN_MINUTES = Limit(2, timedelta(minutes=10))


def test_a_form_key_reads_back_and_a_changed_one_does_not():
    key = FormKey.new(now=MONDAY)

    assert FormKey.read(key.signed()) == key
    for changed in (
        "",
        "nonsense",
        key.signed()[:-1],
        key.signed().replace(key.key.hex, uuid4().hex),
    ):
        assert FormKey.read(changed) is None


def test_three_seconds_are_not_too_fast_and_one_is():
    key = FormKey.new(now=MONDAY)

    assert key.is_too_fast(now=MONDAY + timedelta(seconds=1))
    assert not key.is_too_fast(now=MONDAY + timedelta(seconds=3))


def test_a_renewed_key_is_another_form_that_was_rendered_when_the_first_was():
    key = FormKey.new(now=MONDAY)

    renewed = FormKey.read(key.renewed().signed())

    assert renewed.key != key.key
    assert renewed.rendered_at == key.rendered_at


@pytest.mark.django_db
def test_what_is_over_the_limit_is_told_when_there_is_room_again():
    for _ in range(2):
        spend(("x", TWO_IN_TEN_MINUTES), now=MONDAY)

    with pytest.raises(TooMany) as refused:
        spend(("x", TWO_IN_TEN_MINUTES), now=MONDAY + timedelta(minutes=3))

    assert refused.value.again_at == MONDAY + timedelta(minutes=10)
    spend(("x", TWO_IN_TEN_MINUTES), now=MONDAY + timedelta(minutes=10))
    spend(("y", TWO_IN_TEN_MINUTES), now=MONDAY)


@pytest.mark.both_databases
@pytest.mark.django_db
def test_several_are_counted_in_one_step_and_each_by_its_own_limit(django_assert_num_queries):
    two_a_day = Limit(2, timedelta(days=1))

    with django_assert_num_queries(1):
        spend(("x", TWO_IN_TEN_MINUTES), ("x", two_a_day), ("y", TWO_IN_TEN_MINUTES), now=MONDAY)
    spend(("x", two_a_day), now=MONDAY)

    asked = [("y", TWO_IN_TEN_MINUTES), ("x", two_a_day)]
    assert count(*asked, now=MONDAY) == [True, False]
    assert count(*reversed(asked), now=MONDAY) == [False, False]
    with pytest.raises(TooMany) as refused:
        spend(*asked, now=MONDAY)
    assert refused.value.again_at - MONDAY > timedelta(
        minutes=10
    )  # when there is room for all of them
    spend(now=MONDAY)


@pytest.mark.django_db(transaction=True)
def test_workers_that_count_at_one_moment_count_together():
    def once(_):
        try:
            return count(("x", TWO_IN_TEN_MINUTES), now=MONDAY)[0]
        finally:
            connection.close()

    with ThreadPoolExecutor(8) as workers:
        within = list(workers.map(once, range(24)))

    assert within.count(True) == 2
    assert Tally.objects.get().count == 24


@pytest.mark.django_db
def test_what_was_counted_names_nobody_and_is_forgotten():
    count(("contact maya@example.com", rate_limits.CONTACT), now=MONDAY)

    assert "maya" not in repr(list(Tally.objects.values()))
    forget(now=MONDAY + timedelta(days=1))
    assert Tally.objects.count() == 1
    forget(now=MONDAY + timedelta(days=3))
    assert Tally.objects.count() == 0


@pytest.mark.parametrize(
    ("hops", "forwarded", "seen"),
    [
        (0, "", "203.0.113.7"),
        (0, "198.51.100.1", "203.0.113.7"),  # a header that somebody made up
        (1, "198.51.100.1", "198.51.100.1"),
        (1, "6.6.6.6, 198.51.100.1", "198.51.100.1"),  # our proxy appends what it saw
        (2, "6.6.6.6, 198.51.100.1, 10.0.0.2", "198.51.100.1"),
        (1, "", "203.0.113.7"),
        (1, "nonsense", "unknown"),
        (1, "2001:db8:1:2:3:4:5:6", "2001:db8:1:2::/64"),
        (1, "::ffff:198.51.100.1", "198.51.100.1"),  # else all of IPv4 would share one limit
    ],
)
def test_where_a_request_comes_from(settings, hops, forwarded, seen):
    settings.PROXY_HOPS = hops
    headers = {"X-Forwarded-For": forwarded} if forwarded else {}

    request = RequestFactory().get("/", headers=headers, REMOTE_ADDR="203.0.113.7")

    assert network(request) == seen
