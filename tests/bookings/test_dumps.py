"""What `dumpdata` writes is unreadable where the database is, and `loaddata` brings it back."""

import json
from io import StringIO

import pytest
from django.apps import apps
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.serializers.base import DeserializationError

from bookings import audit_log, lifecycle
from bookings.models import Call, Consultation, ReaderQuestion
from clinic.office.models import AccountMessage, SecondFactor
from clinic.protection.encryption import EncryptedTextField
from tests.factories import MONDAY, ask, ask_question, make_office

pytestmark = pytest.mark.django_db
SECRETS = [
    "+14245550199",
    "quux@example.com",
    "Wilhelmina sleeps badly",
    "blood_thinner",
    "5ecce7" * 5,
    "Bruno",
]
NEW_KEY = "bmV3LW5ldy1uZXctbmV3LW5ldy1uZXctbmV3LW5ldy0="


@pytest.fixture
def consultation():
    """One whose every sealed field holds something, its clerk's second factor, and what somebody
    typed who forgot a password.
    """
    clerk = User.objects.create_user("clerk", password="x")
    SecondFactor.objects.create(user=clerk, secret=SECRETS[4], last_step=1)
    AccountMessage.objects.create(
        kind="reset", asked_for=SECRETS[1], queued_at=MONDAY, due_at=MONDAY
    )
    phone, email, note, answer, _, name = SECRETS
    asked = ask(make_office(), phone=phone, email=email, note=note, answers=[answer])
    confirmed = lifecycle.confirm(asked, by=clerk, now=MONDAY, note=f"Ask for {name}.")
    confirmed.events.update(reason=f"{name} said so.")
    question = ask_question(asked.office, question=note, phone=phone, email=email)
    ReaderQuestion.objects.filter(pk=question.pk).update(answer=f"Yes, {name}.", told=name)
    audit_log.add_note(confirmed, f"{name} called.", by=clerk, now=MONDAY)
    audit_log.add_call(confirmed, Call.Outcome.REACHED, f"{name} answered.", by=clerk, now=MONDAY)
    return confirmed


def sealed_values():
    """Every sealed value that is stored, as it reads."""
    return {
        f"{model._meta.label}.{field.name}": list(
            model._base_manager.order_by("pk").values_list(field.name, flat=True)
        )
        for model in apps.get_models()
        for field in model._meta.get_fields()
        if isinstance(field, EncryptedTextField)
    }


def dump(path, *labels):
    call_command("dumpdata", *labels, output=str(path), verbosity=0)
    return path.read_text()


def load(path):
    call_command("loaddata", str(path), verbosity=0)


def forget():
    for model in (Consultation, ReaderQuestion, SecondFactor, AccountMessage):
        model.objects.all().delete()


@pytest.mark.both_databases
def test_a_dump_tells_no_secret_and_brings_back_every_one(consultation, tmp_path):
    before = sealed_values()
    assert all(any(values) for values in before.values()), "each sealed field is tried here"

    text = dump(tmp_path / "all.json")

    assert [secret for secret in SECRETS if secret in text] == []
    forget()
    assert not any(map(any, sealed_values().values()))
    call_command("loaddata", str(tmp_path / "all.json"), exclude=["bookings.access"], verbosity=0)
    assert sealed_values() == before
    assert Consultation.objects.reached_at("quux@example.com").get() == consultation


def test_a_dump_of_an_earlier_version_is_read(consultation, tmp_path):
    path = tmp_path / "one.json"
    rows = json.loads(dump(path, "bookings.consultation"))
    rows[0]["fields"] |= {
        "phone": "+14245550142",
        "note": "in the clear",
        "answers": '["pregnant"]',
        "email": "",
    }
    path.write_text(json.dumps(rows))

    load(path)

    consultation.refresh_from_db()
    read = (consultation.phone, consultation.note, consultation.answers, consultation.email)
    assert read == ("+14245550142", "in the clear", ["pregnant"], "")


def test_a_dump_whose_key_is_gone_is_refused_in_a_sentence(consultation, tmp_path, settings):
    dump(tmp_path / "one.json", "bookings.consultation")
    settings.SEALING_KEYS = [NEW_KEY]

    with pytest.raises(DeserializationError, match="opens with none of SEALING_KEYS"):
        load(tmp_path / "one.json")


def test_who_types_what_a_dump_holds_has_typed_just_that(consultation, tmp_path):
    rows = json.loads(dump(tmp_path / "one.json", "bookings.consultation"))
    line = rows[0]["fields"]["email"]
    for typed in (line, "sealed:nonsense"):
        consultation.note = typed
        consultation.clean_fields(exclude=["reference"])
        consultation.save()
        consultation.refresh_from_db()

        assert (line.startswith("sealed:"), consultation.note) == (True, typed)


def test_every_sealed_field_is_sealed_anew_with_the_newest_key(consultation, settings):
    before = sealed_values()
    settings.SEALING_KEYS = [NEW_KEY, *settings.SEALING_KEYS]

    call_command("reseal", stdout=StringIO())

    settings.SEALING_KEYS = [NEW_KEY]
    assert sealed_values() == before
