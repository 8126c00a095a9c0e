"""A clinic's database with something in every corner that a backup could lose."""

from datetime import timedelta
from pathlib import Path

from django.conf import settings
from django.contrib.admin.models import ADDITION, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db.models import JSONField, Value

from articles.models import FAQ, Article, FAQGroup, Picture, Topic, Version
from bookings import audit_log, lifecycle
from bookings.models import Call, Consultation
from clinic.office.models import SecondFactor
from tests.factories import MONDAY, ask, make_office, request_for

PICTURE = b"RIFF\x00\x00not really a picture\xff\n\x1a"


def full_life() -> Consultation:
    """A confirmed consultation and all around it; its messages wait."""
    office = make_office()
    clerk = User.objects.create_user("clerk", password="x", last_login=MONDAY)
    SecondFactor.objects.create(user=clerk, secret="5ecce7" * 5, last_step=2**40)
    asked = ask(
        office,
        phone="+14245550199",
        email="quux@example.com",
        note="Schläft schlecht:\n\t“immer” 🌙 \\N \u2028.",
        answers=["sensitive"],
        now=MONDAY + timedelta(microseconds=123457),
    )
    confirmed = lifecycle.confirm(asked, by=clerk, now=MONDAY, note="Bring Bruno.")
    audit_log.add_note(confirmed, "Bruno called.", by=clerk, now=MONDAY)
    audit_log.add_call(confirmed, Call.Outcome.REACHED, "Bruno answered.", by=clerk, now=MONDAY)
    lifecycle.submit(
        _second(confirmed), starts_at=None, consents={}, now=MONDAY + timedelta(minutes=1)
    )
    LogEntry.objects.create(
        user=clerk,
        content_type=ContentType.objects.get_for_model(Consultation),
        object_id=str(confirmed.pk),
        object_repr=confirmed.reference,
        action_flag=ADDITION,
    )
    _written(clerk)
    return confirmed


def _second(first: Consultation) -> Consultation:
    return request_for(first.office, first_name="Zoë", preferred_days=["mon"])


def _written(by: User) -> None:
    group = FAQGroup.objects.create(name="Skin", slug="skin")
    FAQ.objects.create(question="Does it hurt?", slug="hurt", answer="<p>Hardly.</p>", group=group)
    topic = Topic.objects.create(name="Pores", slug="pores")
    picture = Picture.objects.create(
        name="needle", alt="A needle.", depicts="nobody", width=800, height=600, widths=[400, 800]
    )
    article = Article.objects.create(
        title="Pores, plainly", slug="pores-plainly", summary="x", topic=topic, picture=picture
    )
    Version.objects.create(
        article=article, kind="kept", content={"z": None, "a": [1.5, "ü"]}, at=MONDAY, by=by
    )
    # JSON's own null, which is another thing than an empty column
    content = Value(None, JSONField())
    Version.objects.create(article=article, kind="kept", content=content, at=MONDAY, by=by)
    for width in (400, 800):
        file = Path(settings.MEDIA_ROOT, "pictures", picture.key, f"{width}.webp")
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_bytes(PICTURE * width)
