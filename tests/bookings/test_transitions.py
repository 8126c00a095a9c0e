"""The table of a consultation's life: every verb in every status by everyone who could say it."""

from pathlib import Path

import pytest
from django.conf import settings

from bookings import holds, lifecycle
from bookings.models import Actor, Status
from bookings.transitions import TRANSITIONS, allowed, drawing, transition
from tests.bookings.lives import everything, in_status, prepare, say
from tests.factories import make_office

pytestmark = pytest.mark.django_db
VERBS = sorted({each.verb for each in TRANSITIONS if each.before})
SAID_BY = {
    "lapse": [Actor.SITE],
    "expire": [Actor.SITE],
    "send_link": [Actor.PATIENT],
}  # the others could be said by these two
EVERY_WAY = [
    (status, verb, actor)
    for status in Status
    for verb in VERBS
    for actor in SAID_BY.get(verb, [Actor.PATIENT, Actor.STAFF])
]


@pytest.mark.parametrize(("status", "verb", "actor"), EVERY_WAY)
def test_the_table_alone_decides_what_a_verb_may_do(status, verb, actor):
    consultation = in_status(status, make_office())
    prepare(verb, actor, consultation)
    before = everything()
    way = transition(verb, status, actor)

    if way is None:
        with pytest.raises(lifecycle.NotAllowed, match=f"{consultation.reference} is already"):
            say(verb, actor, consultation)
        assert everything() == before
    else:
        say(verb, actor, consultation)
        consultation.refresh_from_db()
        assert consultation.status == (way.after or status)
        assert everything() != before
    assert holds.faults() == []


@pytest.mark.parametrize("status", Status)
def test_a_status_is_reached_only_by_its_own_verbs(status):
    consultation = in_status(status, make_office())

    last = consultation.events.of_change().last()
    assert consultation.status == status
    assert (last.actor == Actor.STAFF) == (last.by is not None)


def test_what_has_ended_offers_patients_nothing_but_the_way_to_its_page():
    ended = [Status.DECLINED, Status.CANCELED, Status.LAPSED, Status.COMPLETED, Status.NO_SHOW]

    assert [allowed(status, Actor.PATIENT) for status in ended] == [{"send_link"}] * 5


def test_the_picture_in_the_documents_is_drawn_from_the_table():
    page = Path(settings.BASE_DIR, "docs", "states.md").read_text(encoding="utf-8")

    assert f"```mermaid\n{drawing()}\n```" in page, "Paste what `manage.py draw_states` prints."
