"""Cases: each word that Python chooses has its template, and no template waits for another word."""

from pathlib import Path

import pytest
from django.conf import settings
from django.template.loader import get_template

from bookings.notifications.cases import Part
from bookings.notifications.kinds import KINDS
from bookings.page_cases import PagePart
from clinic.office import formats
from clinic.staff.account_messages import AccountMessage

TEMPLATES = Path(settings.BASE_DIR, "templates")


def below(folder):
    """The paths of the templates in a folder that are no base of others."""
    return {
        file.relative_to(TEMPLATES).as_posix()
        for file in (TEMPLATES / folder).rglob("*.*")
        if not file.name.startswith("_")
    }


def test_every_case_of_a_page_has_its_template_and_every_template_its_case():
    named = {case.html for cases in PagePart.__subclasses__() for case in cases}

    assert named == below("bookings/parts")


def test_every_case_of_a_part_of_a_mail_has_its_template_in_text_and_html():
    named = {
        path for cases in Part.__subclasses__() for case in cases for path in (case.html, case.txt)
    }

    assert named == below("emails/parts")


TO = ("asker", "office")  # of a reader's question
ACCOUNTS = AccountMessage.Kind.values  # mails of staff's own accounts, in an outbox of their own


def test_every_template_of_a_mail_belongs_to_a_kind():
    whole = {row: f"emails/{row.name}_{row.audience}" for row in KINDS}
    named = {
        f"{mail}{case}.{twin}"
        for row, mail in whole.items()
        for case in ([f"/{case}" for case in row.cases] if row.cases else [""])
        for twin in ("txt", "html")
    }

    accounts = {f"emails/account_{kind}.{twin}" for kind in ACCOUNTS for twin in ("txt", "html")}
    reviews = {"emails/review.txt", "emails/review.html"}  # its words are chosen by its case
    # those of readers' questions too
    questions = {f"emails/question_{to}.{twin}" for to in TO for twin in ("txt", "html")}
    every = named | accounts | reviews | questions
    assert every == below("emails") - below("emails/parts")


def test_every_template_of_a_part_compiles():
    for path in below("bookings/parts") | below("emails/parts") | below("say/parts"):
        get_template(path)


@pytest.mark.parametrize(
    ("choices", "said"), [(["A"], "A"), (["A", "B"], "A; or B"), (["A", "B", "C"], "A; B; or C")]
)
def test_times_to_choose_from_are_told_one_after_the_other(choices, said):
    assert formats.alternatives(choices) == said
