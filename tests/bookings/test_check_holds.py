"""`manage.py check_holds` compares the times held with what the statuses say."""

import pytest
from django.core.management import CommandError, call_command

from bookings.models import Hold, Status
from tests.bookings.lives import in_status
from tests.factories import make_office

pytestmark = pytest.mark.django_db


def test_check_holds_says_that_all_is_well(capsys):
    in_status(Status.PROPOSED, make_office())

    call_command("check_holds")

    assert capsys.readouterr().out == "Every consultation holds what its status says.\n"


def test_check_holds_names_what_is_not(capsys):
    consultation = in_status(Status.CONFIRMED, make_office())
    Hold.objects.all().delete()

    with pytest.raises(CommandError) as failure:
        call_command("check_holds")

    assert failure.value.returncode == 1
    assert capsys.readouterr().out == f"{consultation.reference} is confirmed and holds 0 times.\n"
