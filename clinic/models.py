"""The clinic's own facts. Pages, mails and slots draw on these rows; staff edit them in the admin."""

from datetime import date, datetime
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import models
from django.db.models import Exists, F, Q
from django.urls import reverse
from phonenumber_field.modelfields import PhoneNumberField

from clinic.guard import Tally
from clinic.outbox import MailWorker
from clinic.staff.second_factor import BackupCode, SecondFactor
from clinic.words import span

__all__ = [
    "BackupCode",
    "Closure",
    "Concern",
    "ConsultationHours",
    "MailWorker",
    "Office",
    "OfficeAddress",
    "OpeningHours",
    "Practitioner",
    "SecondFactor",
    "Tally",
    "Treatment",
    "TreatmentStep",
    "remembered_office",
]


class OfficeQuerySet(models.QuerySet["Office"]):
    def current(self) -> "Office":
        """The clinic's one office. Raises Office.DoesNotExist before `load_sample` or the admin made it."""
        shown = Practitioner.objects.published()
        office = self.annotate(shows_people=Exists(shown)).order_by("pk").first()
        if office is None:
            raise self.model.DoesNotExist(
                "There is no office yet: run `manage.py load_sample`, then edit it."
            )
        _remember(office)
        return office


class Office(models.Model):
    """Where the clinic is, how it is reached, and by which rules it offers consultations."""

    class Zone(models.TextChoices):
        PACIFIC = "America/Los_Angeles", "Pacific time"
        ARIZONA = "America/Phoenix", "Arizona time"
        MOUNTAIN = "America/Denver", "Mountain time"
        CENTRAL = "America/Chicago", "Central time"
        EASTERN = "America/New_York", "Eastern time"
        ALASKA = "America/Anchorage", "Alaska time"
        HAWAII = "Pacific/Honolulu", "Hawaii time"

    name = models.CharField(max_length=80, default="Acupunctury")
    street = models.CharField(max_length=120, help_text="For example: 1150 Yale St")
    suite = models.CharField(max_length=40, blank=True, help_text="For example: Suite 10")
    city = models.CharField(max_length=80)
    state = models.CharField(max_length=2, help_text="Two letters, for example: CA")
    postal_code = models.CharField("ZIP code", max_length=10)
    phone = PhoneNumberField(help_text="Printed on every page and in every mail. Takes calls and texts.")
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

    consultation_minutes = models.PositiveSmallIntegerField(
        "length of a consultation", default=30, help_text="Minutes. Printed beside every invitation."
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
        help_text="Hours between our answer and the first time on offer, so that people can still come.",
    )
    horizon_days = models.PositiveSmallIntegerField(
        "how far ahead", default=28, help_text="Days for which times are offered online."
    )
    change_limit_hours = models.PositiveSmallIntegerField(
        "change limit",
        default=24,
        help_text="Hours before a consultation until which people may move or cancel it themselves.",
    )
    choose_within_days = models.PositiveSmallIntegerField(
        "proposed times are held for",
        default=2,
        help_text="Opening days within which a patient chooses one of the times that we propose.",
    )
    lapse_after_days = models.PositiveSmallIntegerField(
        "a request lapses after",
        default=2,
        help_text="Opening days after “we answer within” until a request without a time lapses unanswered.",
    )
    booking_off_until = models.DateField(
        "booking off until",
        null=True,
        blank=True,
        help_text="Until this day no times are offered online; people can still ask to be contacted.",
    )

    shows_people = (
        False  # whether the page About us has somebody to show; `current()` asks with the same query
    )

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
                violation_error_message="Hold times, and wait before a request lapses, 1 to 20 opening days.",
            ),
            models.CheckConstraint(
                condition=Q(horizon_days__gte=1, horizon_days__lte=120),
                name="horizon_is_sensible",
                violation_error_message="Offer times between 1 and 120 days ahead.",
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

    def off_until(self, now: datetime) -> date | None:
        """The day from which times are offered online again; None while they are."""
        until = self.booking_off_until
        return until if until and self.local_day(now) < until else None


# The last office this process read, for pages that must not ask the database (500, 503, 404).
_last_read: list[Office] = []


def _remember(office: Office) -> None:
    _last_read[:] = [office]


def remembered_office() -> Office:
    """The office as last read by this process, else its name and phone from settings. Asks no database."""
    return _last_read[0] if _last_read else Office(phone=settings.CLINIC_PHONE)


class OfficeAddress(models.Model):
    """A mail address of the clinic's that hears of every request."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="mail_addresses")
    email = models.EmailField("e-mail")

    class Meta:
        ordering = ["pk"]
        verbose_name = "address that is told of requests"
        verbose_name_plural = "addresses that are told of requests"
        constraints = [
            models.UniqueConstraint(
                fields=["office", "email"],
                name="office_address_once",
                violation_error_message="This address is already on the list.",
            )
        ]

    def __str__(self) -> str:
        return self.email


class Weekday(models.IntegerChoices):
    """Numbered as `date.weekday()` numbers them."""

    MONDAY = 0, "Monday"
    TUESDAY = 1, "Tuesday"
    WEDNESDAY = 2, "Wednesday"
    THURSDAY = 3, "Thursday"
    FRIDAY = 4, "Friday"
    SATURDAY = 5, "Saturday"
    SUNDAY = 6, "Sunday"


class WeeklyHours(models.Model):
    """A stretch of the same weekday every week, on the office's clock; `closes` excluded."""

    weekday = models.PositiveSmallIntegerField(choices=Weekday.choices)
    opens = models.TimeField("from")
    closes = models.TimeField("until")

    class Meta:
        abstract = True
        ordering = ["weekday", "opens"]
        constraints = [
            models.CheckConstraint(
                condition=Q(opens__lt=F("closes")),
                name="%(class)s_open_before_they_close",
                violation_error_message="“Until” must be later than “from”.",
            ),
            models.CheckConstraint(
                condition=Q(weekday__lte=6),
                name="%(class)s_weekday_is_one_of_seven",
                violation_error_message="Choose one of the seven days.",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_weekday_display()}, {self.opens:%H:%M} to {self.closes:%H:%M}"


class OpeningHours(WeeklyHours):
    """When somebody answers. They drive the reply-by and are printed on the page Visit us."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="opening_hours")
    note = models.CharField(
        max_length=60, blank=True, help_text="Printed instead of the times, for example: by phone"
    )

    class Meta(WeeklyHours.Meta):
        verbose_name_plural = "opening hours (when somebody answers)"


class ConsultationHours(WeeklyHours):
    """When complimentary consultations are offered. They drive the times on the booking page."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="consultation_hours")

    class Meta(WeeklyHours.Meta):
        verbose_name_plural = "consultation hours (when consultations are offered)"


class ClosureQuerySet(models.QuerySet["Closure"]):
    def overlapping(self, start: datetime, end: datetime) -> "ClosureQuerySet":
        """Closures that share any instant with `[start, end)`."""
        return self.filter(starts_at__lt=end, ends_at__gt=start)


class Closure(models.Model):
    """A stretch of time in which the office sees nobody; `ends_at` excluded."""

    office = models.ForeignKey(Office, models.CASCADE, related_name="closures")
    starts_at = models.DateTimeField("from")
    ends_at = models.DateTimeField("until")
    reason = models.CharField(
        max_length=60, blank=True, help_text="Shown to patients on that day, for example: holiday"
    )

    objects = ClosureQuerySet.as_manager()

    class Meta:
        ordering = ["starts_at"]
        constraints = [
            models.CheckConstraint(
                condition=Q(starts_at__lt=F("ends_at")),
                name="closure_starts_before_it_ends",
                violation_error_message="The end must come after the start.",
            ),
        ]

    def __str__(self) -> str:
        return self.reason or "Closed"


class PractitionerQuerySet(models.QuerySet["Practitioner"]):
    def published(self) -> "PractitionerQuerySet":
        """Those whom the page About us shows."""
        return self.filter(is_published=True)


class Practitioner(models.Model):
    """A person who treats, or who reviews what the site says. Nobody is invented here."""

    name = models.CharField(max_length=120)
    license_type = models.CharField(
        max_length=80, blank=True, help_text="For example: Licensed Acupuncturist"
    )
    license_number = models.CharField(max_length=40, blank=True)
    board_notice = models.CharField(
        "notice of the licensing board",
        max_length=300,
        blank=True,
        help_text="In the board's own words, with its phone and website. Printed below the license.",
    )
    about = models.TextField(
        max_length=1500, blank=True, help_text="For the page About us. An empty line begins a new paragraph."
    )
    is_published = models.BooleanField(
        "shown on the page About us",
        default=False,
        help_text="The page is linked once somebody is shown on it.",
    )
    position = models.PositiveSmallIntegerField("order", default=0, help_text="The smallest comes first.")

    objects = PractitionerQuerySet.as_manager()

    class Meta:
        ordering = ["position", "name"]
        constraints = [
            models.CheckConstraint(
                condition=Q(is_published=False)
                | ~Q(license_type="") & ~Q(license_number="") & ~Q(board_notice=""),
                name="practitioner_shown_with_license",
                violation_error_message="Before somebody is shown, fill in license type, number and the "
                "board's notice.",
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def credential(self) -> str:
        return ", ".join(part for part in (self.license_type, self.license_number) if part)


class Concern(models.Model):
    """What people come about."""

    name = models.CharField(max_length=80, help_text="As it stands on the booking form.")
    slug = models.SlugField(max_length=40, unique=True, help_text="Used in addresses: /book/?about=pores")
    invitation = models.CharField(
        max_length=80,
        blank=True,
        help_text="The button under an article on it, for example: Book a consultation about pores",
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "pk"]

    def __str__(self) -> str:
        return self.name


CANNOT_BESIDE_MAY = "Say what it cannot do beside what it may help with: fill in both, or neither."


class Plate(models.TextChoices):
    """The drawn plates in static/img."""

    EUCALYPTUS = "eucalyptus", "Eucalyptus"
    SAGE = "sage", "Sage"
    MUGWORT = "mugwort", "Mugwort"
    POPPY = "poppy", "Poppy"


def least_before_most(fact: str) -> models.CheckConstraint:
    """The row may leave `fact` empty, or say both ends of it in their order."""
    least, most = f"{fact}_least", f"{fact}_most"
    return models.CheckConstraint(
        condition=Q(**{f"{least}__isnull": True, f"{most}__isnull": True})
        | Q(**{f"{least}__isnull": False, f"{least}__lte": F(most)}),
        name=f"treatment_{fact}_in_order",
        violation_error_message=f"Fill in both numbers of {fact.replace('_', ' ')}, "
        "the smaller one first, or neither.",
    )


class Treatment(models.Model):
    """What the clinic does, with its facts as data: pages and articles write them from here."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    menu_name = models.CharField(max_length=30, help_text="As it stands in the menu.")
    search_title = models.CharField(
        max_length=70, blank=True, help_text="The page's title in search results."
    )
    lead = models.CharField("one sentence", max_length=240, help_text="Under the title.")
    plate = models.CharField("drawing", max_length=20, choices=Plate.choices, default=Plate.EUCALYPTUS)
    position = models.PositiveSmallIntegerField("order", default=0)

    session_minutes_least = models.PositiveSmallIntegerField(
        "minutes a session, least", null=True, blank=True
    )
    session_minutes_most = models.PositiveSmallIntegerField("minutes a session, most", null=True, blank=True)
    sessions_least = models.PositiveSmallIntegerField("sessions, least", null=True, blank=True)
    sessions_most = models.PositiveSmallIntegerField("sessions, most", null=True, blank=True)
    weeks_between_least = models.PositiveSmallIntegerField(
        "weeks between, least",
        null=True,
        blank=True,
        help_text="May stay empty: pages then say “a few weeks apart”.",
    )
    weeks_between_most = models.PositiveSmallIntegerField("weeks between, most", null=True, blank=True)
    redness_days_least = models.PositiveSmallIntegerField("days of redness, least", null=True, blank=True)
    redness_days_most = models.PositiveSmallIntegerField("days of redness, most", null=True, blank=True)
    feeling = models.CharField(
        "it feels", max_length=40, blank=True, help_text="For example: lightly scratchy"
    )

    what_it_is = models.TextField(max_length=4000, help_text="An empty line begins a new paragraph.")
    may_help = models.TextField("may help with", max_length=1000, blank=True, help_text="One a line.")
    cannot = models.TextField(
        max_length=1000, blank=True, help_text="One a line. Always stands beside “may help”."
    )
    authorized_use = models.TextField(
        max_length=600,
        blank=True,
        help_text="What its devices are authorized for, and that other uses may vary.",
    )
    not_yet = models.TextField(
        "when we would say “not yet”",
        max_length=1200,
        blank=True,
        help_text="An empty line begins a new paragraph.",
    )
    same_day = models.CharField("days after: the same day", max_length=200, blank=True)
    next_day = models.CharField("days after: day 1", max_length=200, blank=True)
    redness_fades = models.CharField("days after: until redness fades", max_length=200, blank=True)
    following_days = models.CharField("days after: the next few days", max_length=200, blank=True)
    after_that = models.CharField("days after: after that", max_length=200, blank=True)
    shows_collagen_drawings = models.BooleanField(
        default=False, help_text="The drawings of a pore and of a series, on this treatment's page."
    )

    class Meta:
        ordering = ["position", "pk"]
        constraints = [
            least_before_most("session_minutes"),
            least_before_most("sessions"),
            least_before_most("weeks_between"),
            least_before_most("redness_days"),
            models.CheckConstraint(
                condition=Q(may_help="", cannot="") | ~Q(may_help="") & ~Q(cannot=""),
                name="treatment_may_help_stands_beside_cannot",
                violation_error_message=CANNOT_BESIDE_MAY,
            ),
        ]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        return reverse("treatment", args=[self.slug])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the page says of it in figures: name and value. A fact that is not known is left out."""
        apart = self.time_between[:1].upper() + self.time_between[1:]
        return _known(
            ("A session takes", self.session_takes),
            ("People often begin with", self.takes_sessions),
            ("Spaced", f"{apart} apart" if self.takes_sessions else ""),
            ("Skin stays pink", self.stays_pink),
        )

    @property
    def facts_of_a_session(self) -> list[tuple[str, str]]:
        """The same, of one session only: what an article shows."""
        return _known(
            ("A session takes", self.session_takes),
            ("It feels", self.feeling[:1].upper() + self.feeling[1:]),
            ("Skin stays pink", self.stays_pink),
        )

    @property
    def session_takes(self) -> str:
        return span(self.session_minutes_least, self.session_minutes_most, "minute")

    @property
    def takes_sessions(self) -> str:
        return span(self.sessions_least, self.sessions_most, "session")

    @property
    def time_between(self) -> str:
        return span(self.weeks_between_least, self.weeks_between_most, "week") or "a few weeks"

    @property
    def stays_pink(self) -> str:
        return span(self.redness_days_least, self.redness_days_most, "day")

    @property
    def redness_fades_when(self) -> str:
        """The days after the first until redness has faded, as a title: "Days 2 and 3"."""
        last = self.redness_days_most or 0
        if last < 2:
            return "As redness fades"
        return {2: "Day 2", 3: "Days 2 and 3"}.get(last, f"Days 2 to {last}")

    @property
    def has_days_after(self) -> bool:
        return any([self.same_day, self.next_day, self.redness_fades, self.following_days, self.after_that])


def _known(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in facts if value]


class TreatmentStep(models.Model):
    """One point of "Your visit", in order."""

    treatment = models.ForeignKey(Treatment, models.CASCADE, related_name="steps")
    title = models.CharField(max_length=80)
    text = models.TextField(max_length=400)
    position = models.PositiveSmallIntegerField("order", default=0)

    class Meta:
        ordering = ["position", "pk"]
        verbose_name = "step of the visit"
        verbose_name_plural = "your visit, step by step"

    def __str__(self) -> str:
        return self.title
