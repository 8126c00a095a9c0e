"""Office, and the addresses that hear of requests."""

from collections.abc import Mapping
from datetime import date, datetime
from functools import cache
from types import MappingProxyType
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection, models
from django.db.models import BooleanField, JSONField, Q
from django.db.models.expressions import RawSQL
from django.utils.translation import gettext_lazy as _

from clinic import languages
from clinic.office.models.page_words import PageWords
from clinic.office.models.people import Practitioner
from clinic.office.models.site_languages import SiteLanguage
from clinic.office.models.translated import Translated
from clinic.office.phones import OfficePhoneField


class OfficeQuerySet(models.QuerySet["Office"]):
    def current(self) -> "Office":
        """The clinic's one office. Raises Office.DoesNotExist before `load_sample` or the admin
        made it.
        """
        rows = self.annotate(
            shows_people=_people_are_shown(),
            page_words=_page_words(connection.vendor),
            spoken_by_language=_languages_on(connection.vendor, settings.DEVELOPMENT),
        )
        office = rows.order_by("pk").first()
        if office is None:
            raise self.model.DoesNotExist(
                "There is no office yet: run `manage.py load_sample`, then edit it."
            )
        _remember(office)
        return office

    def locked(self, pk: int) -> "Office":
        """The row, held until the transaction ends: whoever takes or frees times waits for their
        turn.
        """
        return self.select_for_update(of=("self",)).get(pk=pk)


class Office(Translated, models.Model):
    """Where the clinic is, how it is reached, and by which rules it offers consultations."""

    class Zone(models.TextChoices):
        PACIFIC = "America/Los_Angeles", _("Pacific time")
        ARIZONA = "America/Phoenix", _("Arizona time")
        MOUNTAIN = "America/Denver", _("Mountain time")
        CENTRAL = "America/Chicago", _("Central time")
        EASTERN = "America/New_York", _("Eastern time")
        ALASKA = "America/Anchorage", _("Alaska time")
        HAWAII = "Pacific/Honolulu", _("Hawaii time")

    name = models.CharField(max_length=80, default="Acupunctury")
    street = models.CharField(max_length=120, help_text="For example: 1150 Yale St")
    suite = models.CharField(max_length=40, blank=True, help_text="For example: Suite 10")
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2, help_text="Two letters, for example: CA")
    postal_code = models.CharField("ZIP code", max_length=10)
    latitude = models.DecimalField(
        max_digits=8,
        decimal_places=6,
        null=True,
        blank=True,
        help_text=(
            "Told to search engines, for the pin on a map. Press and hold the door on a map to"
            " read both; for example 34.0… and -118.4… Never a guess."
        ),
    )
    longitude = models.DecimalField(max_digits=9, decimal_places=6, null=True, blank=True)
    phone = OfficePhoneField(
        help_text="Printed on every page and in every mail. Takes calls and texts."
    )
    instagram = models.CharField(max_length=60, blank=True, help_text="Without the @")
    time_zone = models.CharField(max_length=40, choices=Zone.choices, default=Zone.PACIFIC)
    parking = models.TextField(
        "parking note", blank=True, max_length=600, help_text="Printed on the page Visit us."
    )
    access = models.TextField(
        "access note",
        blank=True,
        max_length=600,
        help_text="Steps, elevator, help from the door. Printed on the page Visit us.",
    )

    hours_are_samples = models.BooleanField(
        "these hours are samples",
        default=False,
        help_text=(
            "Opening hours and the length of a consultation are made up: the page Visit us and the"
            " foot of every page say so, and search engines are told no hours. Untick it before"
            " launch, once they are yours."
        ),
    )
    consultation_minutes = models.PositiveSmallIntegerField(
        "length of a consultation",
        default=30,
        help_text="Minutes. Printed beside every invitation.",
    )
    slot_step_minutes = models.PositiveSmallIntegerField(
        "a time is offered every",
        default=30,
        help_text="Minutes, counted from the start of consultation hours.",
    )
    reply_within_hours = models.PositiveSmallIntegerField(
        "we answer within",
        default=4,
        help_text="Opening hours, not hours of the clock: what we promise to whoever asks.",
    )
    notice_hours = models.PositiveSmallIntegerField(
        "notice",
        default=2,
        help_text=(
            "Hours between our answer and the first time on offer, so that people can still come."
        ),
    )
    horizon_days = models.PositiveSmallIntegerField(
        "how far ahead", default=28, help_text="Days for which times are offered online."
    )
    change_limit_hours = models.PositiveSmallIntegerField(
        "change limit",
        default=24,
        help_text=(
            "Hours before a consultation until which people may move or cancel it themselves."
        ),
    )
    choose_within_days = models.PositiveSmallIntegerField(
        "proposed times are held for",
        default=2,
        help_text="Opening days within which a patient chooses one of the times that we propose.",
    )
    lapse_after_days = models.PositiveSmallIntegerField(
        "a request lapses after",
        default=2,
        help_text=(
            "Opening days after “we answer within” until a request without a time lapses"
            " unanswered."
        ),
    )
    booking_off_until = models.DateField(
        "booking off until",
        null=True,
        blank=True,
        help_text=(
            "From this day on times are offered online. Before it, people can ask to be contacted."
        ),
    )

    # Set by `bookings.retention`; the privacy page says so.
    retention_started_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="Empty: nothing is erased by itself."
    )
    retention_changed_at = models.DateTimeField(
        null=True, blank=True, editable=False, help_text="When it was last started or changed."
    )

    # whether the page About us has somebody to show; `current()` asks with the same query
    shows_people = False
    # what the clinic says in place of the site's words, by key; `current()` asks in that query too
    page_words: Mapping[str, str] = MappingProxyType({})
    # the further languages that are on, each with whether somebody here speaks it; the same
    spoken_by_language: Mapping[str, bool] = MappingProxyType({})

    objects = OfficeQuerySet.as_manager()

    class Meta:
        constraints = [
            models.CheckConstraint(
                condition=Q(consultation_minutes__gte=5, consultation_minutes__lte=240),
                name="consultation_length_is_sensible",
                violation_error_message="A consultation takes between 5 and 240 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(slot_step_minutes__gte=5, slot_step_minutes__lte=240),
                name="slot_step_is_sensible",
                violation_error_message="Offer a time every 5 to 240 minutes.",
            ),
            models.CheckConstraint(
                condition=Q(reply_within_hours__gte=1, reply_within_hours__lte=80),
                name="reply_within_is_sensible",
                violation_error_message="Promise an answer within 1 to 80 opening hours.",
            ),
            models.CheckConstraint(
                condition=Q(choose_within_days__gte=1, choose_within_days__lte=20)
                & Q(lapse_after_days__gte=1, lapse_after_days__lte=20),
                name="waiting_days_are_sensible",
                violation_error_message=(
                    "Hold times, and wait before a request lapses, 1 to 20 opening days."
                ),
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=120),
                name="horizon_is_sensible",
                violation_error_message="Offer times between 1 and 120 days ahead.",
            ),
            models.CheckConstraint(
                condition=Q(latitude__isnull=True, longitude__isnull=True)
                | Q(
                    latitude__isnull=False,
                    latitude__range=(-90, 90),
                    longitude__isnull=False,
                    longitude__range=(-180, 180),
                ),
                name="office_has_a_place_on_earth_or_none",
                violation_error_message=(
                    "Fill in both latitude (-90 to 90) and longitude (-180 to 180), or neither."
                ),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.name}, {self.city}"

    @property
    def zone(self) -> ZoneInfo:
        return ZoneInfo(self.time_zone)

    @property
    def zone_name(self) -> str:
        """The zone as people say it: "Pacific time"."""
        return str(self.get_time_zone_display())

    @property
    def street_line(self) -> str:
        return ", ".join(part for part in (self.street, self.suite) if part)

    @property
    def city_line(self) -> str:
        return f"{self.city}, {self.state} {self.postal_code}"

    @property
    def address(self) -> str:
        return f"{self.street_line}, {self.city_line}"

    def local_day(self, moment: datetime) -> date:
        """The calendar day that `moment` falls on at the office."""
        return moment.astimezone(self.zone).date()

    def note(self, english: str) -> str:
        """A note of hours or closures, such as "By phone", in the language of its other texts."""
        return self.translated.get(f"note:{english}", english)

    @property
    def languages(self) -> tuple[str, ...]:
        """Codes of the languages that readers have, English first; asks no database."""
        return tuple(
            code
            for code in languages.LANGUAGES
            if code == languages.ENGLISH or code in self.spoken_by_language
        )

    @property
    def speaks_the_language(self) -> bool:
        """Whether the owner has said that somebody here speaks the language in use."""
        code = languages.current()
        return code == languages.ENGLISH or bool(self.spoken_by_language.get(code))

    def off_until(self, now: datetime) -> date | None:
        """The day from which times are offered online again; None while they are."""
        until = self.booking_off_until
        if until and self.local_day(now) < until:
            return until
        return None


# The last office this process read, for pages that must not ask the database (500, 503, 404).
_last_read: list[Office] = []


@cache
def _people_are_shown() -> RawSQL:
    """Whether the page About us shows anybody: compiled once, since every page asks it."""
    shown = Practitioner.objects.published().order_by().values("pk")
    sql, params = shown.query.sql_with_params()
    return RawSQL(f"EXISTS({sql})", params, BooleanField())  # nosec B611


@cache
def _page_words(vendor: str) -> RawSQL:
    """The few rows of the clinic's own words as one object."""
    table = PageWords._meta.db_table
    if vendor == "postgresql":
        rows = "COALESCE(jsonb_object_agg(key, text), '{}'::jsonb)"
    else:
        rows = "json_group_object(key, text)"
    return RawSQL(f'(SELECT {rows} FROM "{table}")', (), JSONField())  # nosec B608 B611


@cache
def _languages_on(vendor: str, is_development: bool) -> RawSQL:
    """The further languages that are on, as one object; compiled once, as what every page asks.

    `is_development` is the setting by which `SiteLanguage.objects.on()` counts samples.
    """
    shown = SiteLanguage.objects.on().order_by().values("code", "is_spoken")
    sql, params = shown.query.sql_with_params()
    if vendor == "postgresql":
        rows = "COALESCE(jsonb_object_agg(code, is_spoken), '{}'::jsonb)"
    else:
        rows = "json_group_object(code, is_spoken)"
    return RawSQL(f"(SELECT {rows} FROM ({sql}) AS shown)", params, JSONField())  # nosec B608 B611


def _remember(office: Office) -> None:
    _last_read[:] = [office]


def remembered_office() -> Office:
    """The office as last read by this process, else its name and phone from settings. Asks no
    database.
    """
    if _last_read:
        return _last_read[0]
    return Office(phone=settings.CLINIC_PHONE)


class OfficeAddressQuerySet(models.QuerySet["OfficeAddress"]):
    def that_hear(self) -> "OfficeAddressQuerySet":
        """Those that hear of requests at all: at once, or once a day."""
        return self.exclude(hears=OfficeAddress.Hears.TROUBLE)

    def for_replies(self) -> "OfficeAddress | None":
        """Where patients' answers go: the first that hears of every request at once, else once a
        day.
        """
        soonest = [
            OfficeAddress.Hears.EVERY,
            OfficeAddress.Hears.DIGEST,
            OfficeAddress.Hears.TROUBLE,
        ]
        addresses: list[OfficeAddress] = list(self)
        return min(
            addresses, key=lambda each: soonest.index(OfficeAddress.Hears(each.hears)), default=None
        )


class OfficeAddress(models.Model):
    """A mail address of the clinic's, and how much of what happens it hears."""

    class Hears(models.TextChoices):
        EVERY = "every", "Every request, at once"
        DIGEST = "digest", "Once a day, all in one mail"
        TROUBLE = "trouble", "Only trouble: an answer that is overdue, a request that lapsed"

    office = models.ForeignKey(Office, models.CASCADE, related_name="mail_addresses")
    email = models.EmailField("e-mail")
    hears = models.CharField("is told of", max_length=7, choices=Hears.choices, default=Hears.EVERY)

    objects = OfficeAddressQuerySet.as_manager()

    class Meta:
        ordering = ["pk"]
        verbose_name = "address that is told of requests"
        verbose_name_plural = "addresses that are told of requests"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "email"],
                name="office_address_once",
                violation_error_message="This address is already on the list.",
            ),
            models.CheckConstraint(
                condition=Q(hears__in=["every", "digest", "trouble"]),
                name="office_address_hears_something",
            ),
        ]

    def __str__(self) -> str:
        return self.email
