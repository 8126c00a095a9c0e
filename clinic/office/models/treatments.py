"""Treatments with their steps, and concerns."""

from collections.abc import Mapping

from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from clinic.office import prices
from clinic.office.formats import span, spelled
from clinic.office.models.people import Practitioner
from clinic.office.models.translated import Translated
from clinic.sharing.pictures import Subject


class Concern(Translated, models.Model):
    """What people come about."""

    ANYTHING_ELSE = "else"  # the slug of the one that stands for whatever no other says

    name = models.CharField(max_length=80, help_text="As it stands on the booking form.")
    slug = models.SlugField(
        max_length=40, unique=True, help_text="Used in addresses: /book/?about=pores"
    )
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
    """The drawn plates in static/img: plants of California."""

    EUCALYPTUS = "eucalyptus", pgettext_lazy("plant", "Eucalyptus")
    SAGE = "sage", pgettext_lazy("plant", "Sage")
    MUGWORT = "mugwort", pgettext_lazy("plant", "Mugwort")
    POPPY = "poppy", pgettext_lazy("plant", "Poppy")
    CEANOTHUS = "ceanothus", pgettext_lazy("plant", "California lilac")
    DUDLEYA = "dudleya", pgettext_lazy("plant", "Liveforever")
    LUPINE = "lupine", pgettext_lazy("plant", "Lupine")
    MANZANITA = "manzanita", pgettext_lazy("plant", "Manzanita")
    MATILIJA = "matilija", pgettext_lazy("plant", "Matilija poppy")
    OAK = "oak", pgettext_lazy("plant", "Coast live oak")
    TOYON = "toyon", pgettext_lazy("plant", "Toyon")
    YARROW = "yarrow", pgettext_lazy("plant", "Yarrow")

    @classmethod
    def known(cls, plate: str) -> str:
        """`plate`, or another where a later release knew it and this one has no such drawing."""
        return plate if plate in cls.values else str(cls.EUCALYPTUS.value)


class PriceOnPage(models.TextChoices):
    """What a treatment's page says of its price; the owner decides."""

    NOTHING = "nothing", "Nothing about a price"
    TOLD = "told", "“We tell you before you decide”"
    SHOWN = "shown", "The price and what it includes"


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


class Treatment(Translated, models.Model):
    """What the clinic does, with its facts as data: pages and articles write them from here."""

    name = models.CharField(max_length=80)
    slug = models.SlugField(max_length=60, unique=True)
    menu_name = models.CharField(max_length=30, help_text="As it stands in the menu.")
    search_title = models.CharField(
        max_length=70, blank=True, help_text="The page's title in search results."
    )
    lead = models.CharField("one sentence", max_length=240, help_text="Under the title.")
    plate = models.CharField(
        "drawing", max_length=20, choices=Plate.choices, default=Plate.EUCALYPTUS
    )
    position = models.PositiveSmallIntegerField("order", default=0)

    session_minutes_least = models.PositiveSmallIntegerField(
        "minutes a session, least", null=True, blank=True
    )
    session_minutes_most = models.PositiveSmallIntegerField(
        "minutes a session, most", null=True, blank=True
    )
    sessions_least = models.PositiveSmallIntegerField("sessions, least", null=True, blank=True)
    sessions_most = models.PositiveSmallIntegerField("sessions, most", null=True, blank=True)
    weeks_between_least = models.PositiveSmallIntegerField(
        "weeks between, least",
        null=True,
        blank=True,
        help_text="May stay empty: pages then say “a few weeks apart”.",
    )
    weeks_between_most = models.PositiveSmallIntegerField(
        "weeks between, most", null=True, blank=True
    )
    weeks_between_is_sample = models.BooleanField(
        "these weeks are a sample",
        default=False,
        db_default=False,
        help_text=(
            "The weeks between are made up: pages say “a few weeks apart”, and nobody can plan a"
            " series with them but in development. Untick it once they are yours."
        ),
    )
    redness_days_least = models.PositiveSmallIntegerField(
        "days of redness, least", null=True, blank=True
    )
    redness_days_most = models.PositiveSmallIntegerField(
        "days of redness, most", null=True, blank=True
    )
    feeling = models.CharField(
        "it feels", max_length=40, blank=True, help_text="For example: lightly scratchy"
    )

    price = models.DecimalField(
        max_digits=7,
        decimal_places=2,
        null=True,
        blank=True,
        help_text=(
            "One exact amount in dollars, for example 180. California law wants it exact: no range,"
            " no “from”. Empty if there is none."
        ),
    )
    price_includes = models.TextField(
        "what it includes",
        max_length=300,
        blank=True,
        db_default="",
        help_text=(
            "All that a patient gets for it, with nothing more to pay. For example: One session of"
            " 60 minutes, the numbing gel, and a call the day after."
        ),
    )
    price_on_page = models.CharField(
        "what the page says",
        max_length=10,
        choices=PriceOnPage.choices,
        default=PriceOnPage.NOTHING,
        db_default=PriceOnPage.NOTHING,
    )

    what_it_is = models.TextField(
        max_length=4000, help_text="An empty line begins a new paragraph."
    )
    may_help = models.TextField(
        "may help with", max_length=1000, blank=True, help_text="One a line."
    )
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
    call_us_if = models.TextField(
        "call us if",
        max_length=600,
        blank=True,
        db_default="",
        help_text=(
            "One a line, as it goes on after “Call or text us if”. How long redness may last is"
            " said from the facts, and 911 always stands below."
        ),
    )
    practitioners = models.ManyToManyField(
        Practitioner,
        blank=True,
        related_name="treatments",
        verbose_name="who treats",
        help_text="Whoever of them is shown on About us stands on this page too.",
    )
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
            models.CheckConstraint(
                condition=Q(price__isnull=True, price_includes="")
                | Q(price__isnull=False, price__gt=0) & ~Q(price_includes=""),
                name="treatment_price_says_what_it_includes",
                violation_error_message=(
                    "Say what the price includes: fill in both the price and that, or neither."
                ),
            ),
            models.CheckConstraint(
                condition=Q(price_on_page__in=[PriceOnPage.NOTHING, PriceOnPage.TOLD])
                | Q(price_on_page=PriceOnPage.SHOWN, price__isnull=False),
                name="treatment_shows_a_price_that_it_has",
                violation_error_message=(
                    "There is no price to show. Fill it in, or let the page say something else."
                ),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def shared_as(self) -> Subject:
        return Subject(self.name, _("Treatment"), Plate.known(self.plate))

    def get_absolute_url(self) -> str:
        return reverse("office:treatment", args=[self.slug])

    @property
    def facts(self) -> list[tuple[str, str]]:
        """What the page says of it in figures: name and value. A fact that is not known is left
        out.
        """
        apart = self.time_between[:1].upper() + self.time_between[1:]
        spaced = _("{time} apart").format(time=apart)
        return _known(
            (_("A session takes"), self.session_takes),
            (_("People often begin with"), self.takes_sessions),
            (_("Spaced"), spaced if self.takes_sessions else ""),
            (_("Skin stays pink"), self.stays_pink),
        )

    @property
    def facts_of_a_session(self) -> list[tuple[str, str]]:
        """The same, of one session only: what an article shows."""
        return _known(
            (_("A session takes"), self.session_takes),
            (_("It feels"), self.feeling[:1].upper() + self.feeling[1:]),
            (_("Skin stays pink"), self.stays_pink),
        )

    @property
    def shows_price(self) -> bool:
        return self.price is not None and self.price_on_page == PriceOnPage.SHOWN

    @property
    def price_said(self) -> str:
        """What its page says of a price: the amount, a promise, or nothing."""
        if self.price is not None and self.shows_price:
            return prices.dollars(self.price)
        if self.price_on_page == PriceOnPage.TOLD:
            return _("We tell you before you decide")
        return ""

    @property
    def price_includes_said(self) -> str:
        return self.price_includes if self.shows_price else ""

    @property
    def session_takes(self) -> str:
        return span(self.session_minutes_least, self.session_minutes_most, "minute")

    @property
    def takes_sessions(self) -> str:
        return span(self.sessions_least, self.sessions_most, "session")

    @property
    def knows_weeks_between(self) -> bool:
        return self.weeks_between_least is not None and not self.weeks_between_is_sample

    @property
    def time_between(self) -> str:
        if self.knows_weeks_between:
            return span(self.weeks_between_least, self.weeks_between_most, "week")
        return _("a few weeks")

    @property
    def stays_pink(self) -> str:
        return span(self.redness_days_least, self.redness_days_most, "day")

    @property
    def redness_fades_when(self) -> str:
        """The days after the first until redness has faded, as a title: "Days 2 and 3"."""
        last = self.redness_days_most or 0
        if last < 2:
            return _("As redness fades")
        if last == 2:
            return _("Day 2")
        if last == 3:
            return _("Days 2 and 3")
        return _("Days 2 to {last}").format(last=last)

    @property
    def has_days_after(self) -> bool:
        return any(
            [self.same_day, self.next_day, self.redness_fades, self.following_days, self.after_that]
        )

    @property
    def visit(self) -> "list[TreatmentStep]":
        """The steps of the visit, in their order and in the language of the treatment's texts."""
        steps = list(self.steps.all())
        for step in steps if self.is_abroad else ():
            step.say(self.translated)
        return steps

    @property
    def title_of_days_after(self) -> str:
        """Of their own page."""
        return _("The days after {treatment}").format(treatment=self.name)

    @property
    def reasons_to_call(self) -> list[str]:
        """How "Call or text us if" goes on, a line each."""
        reasons = [line.strip() for line in self.call_us_if.splitlines() if line.strip()]
        if self.redness_days_most:
            days = spelled(span(self.redness_days_most, self.redness_days_most, "day"))
            reasons.insert(0, _("your skin is still pink after {days}").format(days=days))
        return reasons


def _known(*facts: tuple[str, str]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in facts if value]


class TreatmentStep(Translated, models.Model):
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

    def say(self, texts: Mapping[str, str]) -> None:
        """Say what is translated of it, for a page in another language; never to be saved."""
        begins = f"steps.{self.pk}."
        self.is_abroad = True
        self.translated = {
            name: text for name in ("title", "text") if (text := texts.get(f"{begins}{name}"))
        }
        for name, text in self.translated.items():
            setattr(self, name, text)
