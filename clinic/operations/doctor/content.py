"""Checks of what the clinic has yet to do: samples, closures, backups, retention."""

from collections.abc import Iterator
from datetime import timedelta
from importlib import import_module
from importlib.util import find_spec

from articles.models import Article
from clinic.office import formats
from clinic.office.holiday_closures import next_holidays
from clinic.office.models import Office, OfficeAddress, Practitioner, SiteLanguage, Treatment
from clinic.operations.backups import latest as latest_backup
from clinic.operations.doctor.configuration import is_example
from clinic.operations.doctor.report import (
    Finding,
    Level,
    Look,
    in_production,
    note,
    plural,
    warning,
)

BACKUP_LATE, BACKUP_OLD = timedelta(hours=30), timedelta(days=3)
SAMPLE_NOTE = "Sample note"


def samples(look: Look) -> Iterator[Finding]:
    """What `load_sample` brought and nobody has replaced."""
    office = Office.objects.order_by("pk").first()
    if office is None:
        yield Finding(
            in_production(Level.RED),
            "samples.no-office",
            "There is no office yet: no page can say where and when.",
            "Run `manage.py load_sample`, then edit the office at the desk.",
        )
        return
    if office.hours_are_samples:
        yield Finding(
            in_production(Level.WARNING),
            "samples.hours",
            "Opening hours and the length of a consultation are still samples, and pages say so.",
            "Enter yours on the office's form, then untick “these hours are samples”.",
        )
    if any(text.startswith(SAMPLE_NOTE) for text in (office.parking, office.access)):
        yield Finding(
            in_production(Level.WARNING),
            "samples.notes",
            "The notes on parking or access are still samples, and Visit us prints them.",
            "Write yours on the office's form, or empty them.",
        )
    if Treatment.objects.filter(weeks_between_is_sample=True).exists():
        yield Finding(
            in_production(Level.WARNING),
            "samples.spacing",
            "The weeks between sessions are still a sample, so nobody can plan a series with them.",
            "Enter yours on the treatment's form, then untick “these weeks are a sample”.",
        )
    addresses = OfficeAddress.objects.filter(office=office).values_list("email", flat=True)
    if any(is_example(address.rpartition("@")[2]) for address in addresses):
        yield Finding(
            in_production(Level.RED),
            "samples.address",
            "An address that is told of requests is a sample: mail to it is lost.",
            "Put the clinic's own address on the office's form.",
        )
    reviewers = [one.pk for one in Practitioner.objects.all() if one.is_sample]
    if reviewers:
        shown = Article.objects.published(now=look.now).filter(reviewer__in=reviewers).count()
        yield Finding(
            in_production(Level.RED if shown else Level.WARNING),
            "samples.reviewer",
            f"“Sample reviewer” is still there, and {plural(shown, 'article')} that readers see"
            f" {'names' if shown == 1 else 'name'} it.",
            "Enter who reviews under Practitioners, with their account. They open each article and"
            " press “Sign it as reviewed”, or retire it; then delete the sample.",
        )
    if Article.objects.exists() and not Article.objects.published(now=look.now).exists():
        yield Finding(
            in_production(Level.WARNING),
            "samples.drafts",
            "All articles are drafts, as the sample content comes, so readers find none.",
            "Have a reviewer sign those that may stay, tick them in the list of articles, and"
            " choose “Publish the selected ones together”.",
        )


def languages(look: Look) -> Iterator[Finding]:
    """Further languages that readers do not have yet, and what is missing."""
    for language in SiteLanguage.objects.order_by("code"):
        mend = f"Fill that in under Further languages, {language}; then turn it on."
        if language.is_on and language.samples:
            yield Finding(
                in_production(Level.WARNING),
                f"languages.{language.code}-samples",
                f"{language} is turned on with samples, which count in development alone:"
                f" {', '.join(language.samples)}.",
                mend,
            )
        elif not language.is_on:
            left = ", ".join([*language.missing, *language.samples])
            yield note(
                f"languages.{language.code}-off",
                f"{language} is off: readers have English alone. Missing: {left or 'nothing'}.",
                mend if left else f"Turn it on under Further languages, {language}, or let it be.",
            )


def closures(look: Look) -> Iterator[Finding]:
    """Whether holidays are entered for longer than people book ahead."""
    office = Office.objects.order_by("pk").first()
    missing = next_holidays(office, now=look.now) if office else None
    if missing is None:
        return
    mend = "Press “Add these days” on the desk's first page, or enter them under Closures."
    if missing.known_until is None:
        yield Finding(
            in_production(Level.WARNING),
            "closures.none",
            "No holiday is entered as a closure: people are offered times on every one.",
            mend,
        )
    else:
        yield warning(
            "closures.run-out",
            f"The last holiday that is entered is {formats.dated(missing.known_until)}: people are"
            " offered times on those after it.",
            mend,
        )


def backups(look: Look) -> Iterator[Finding]:
    """How old the newest backup is."""
    latest = latest_backup()
    if latest is None:
        yield Finding(
            in_production(Level.RED),
            "backups.none",
            "There is no backup: what is lost is lost.",
            "Run `manage.py backup`, and let the nightly timer do so from now on.",
        )
        return
    age = look.now - latest
    if age > BACKUP_LATE:
        yield Finding(
            Level.RED if age > BACKUP_OLD else Level.WARNING,
            "backups.old",
            f"The newest backup is {_in_words(age)} old.",
            "See why the nightly timer failed (`systemctl list-timers`), and run `manage.py"
            " backup`.",
        )


def retention(look: Look) -> Iterator[Finding]:
    """Whether the owner has started it, or data of patients is kept for ever."""
    if not find_spec("bookings.retention"):
        return
    is_started: bool = import_module("bookings.retention").is_started()
    if not is_started:
        yield Finding(
            in_production(Level.WARNING),
            "retention.not-started",
            "Retention is off: what patients wrote is kept until somebody erases it one by one.",
            "In the admin, Retention rules shows what would go, and has the button Start.",
        )


def _in_words(age: timedelta) -> str:
    if age >= timedelta(days=2):
        return f"{age.days} days"
    return f"{age.total_seconds() / 3600:.0f} hours"
