"""The export itself: a ZIP file with a README that explains every file in it."""

import os
import zipfile
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime
from pathlib import Path
from typing import NamedTuple

from django.contrib.auth.models import User
from django.db import connection

from bookings import audit_log
from bookings.models import Access
from clinic.office.models import Office
from clinic.operations.backups.errors import BackupError
from clinic.operations.export import consultations, content
from clinic.operations.export.content import Files
from clinic.operations.export.values import Export

# Tables of which nothing is in an export, and why; a test knows every other one.
NOT_INSIDE = {
    "auth.permission": "made by the site itself",
    "auth.group": "roles are named beside each account",
    "auth.group_permissions": "which permissions a role has stands in the code",
    "auth.user_groups": "named beside each account",
    "auth.user_user_permissions": "an account has a role instead",
    "contenttypes.contenttype": "made by the site itself",
    "clinic.secondfactor": "lets its owner in, here alone",
    "clinic.backupcode": "lets its owner in, here alone",
    "clinic.passkey": "lets its owner in, here alone",
    "clinic.accountmessage": "invitations and links to this site's accounts",
    "articles.reviewmessage": "mails that tell staff what stands in here anyway",
    "articles.keptupload": "a picture whose form was not finished, for some hours",
    "articles.unansweredsearch": "what nobody found, in counts, for ninety days",
    "articles.unansweredday": "what nobody found, in counts, for ninety days",
    "articles.searchdocument": "made by the site itself from its texts, for the search",
    "articles.searchword": "made by the site itself from its texts, for the search",
    "articles.mailsetting": "who of staff wants no mail about reviews",
    "otp_webauthn.webauthncredential": "lets its owner in, here alone",
    "otp_webauthn.webauthnuserhandle": "lets its owner in, here alone",
    "otp_webauthn.webauthnattestation": "lets its owner in, here alone",
    "bookings.linkrequest": "asked for just now, and looked at within seconds",
    "bookings.erasure": "marks of what was erased, of use to a restore alone",
    "bookings.retentionrun": "what each night cleared, in numbers",
    "bookings.monthlycount": "sums of what was erased, for Numbers",
    "bookings.answercount": "sums of what was erased, for Numbers",
    "clinic.retentionrule": "how long this site keeps what",
}
# Tables whose rows stand within the files of others.
WITHIN = {
    *("articles.article", "articles.section", "articles.article_treatments", "articles.version"),
    *("articles.articlefaq", "articles.faq", "articles.faqgroup", "articles.topic"),
    *(
        "articles.faqgroupname",
        "articles.topicname",
        "articles.pictureinwords",
        "articles.rulewords",
    ),
    *("articles.picture", "articles.oldaddress", "articles.rule", "articles.override"),
    *(
        "articles.source",
        "articles.reviewasked",
        "articles.synonym",
        "auth.user",
        "clinic.office",
        "clinic.officeaddress",
    ),
    *("clinic.openinghours", "clinic.consultationhours", "clinic.specialweek"),
    *("clinic.specialhours", "clinic.closure", "clinic.concern", "clinic.practitioner"),
    *("clinic.treatment", "clinic.treatment_practitioners", "clinic.treatmentstep"),
    *("clinic.pagewords", "articles.pageversion", "clinic.sitelanguage", "clinic.translation"),
}
SEALED_WORDS = """\
What patients told the clinic beyond their name (phone, e-mail, answers, note), and what staff
wrote about them, is SEALED in these files: such a cell begins with "sealed:", and behind it
stands what the database holds, a Fernet token that one of the site's SEALING_KEYS opens.
`manage.py export_site --open` writes it in the clear."""
OPEN_WORDS = """\
THIS EXPORT IS OPEN: phone numbers, e-mail addresses, answers about skin and health, and notes
stand in it in the clear. Keep it as you keep patients' records, encrypted, and delete it when
you are done."""
README = """\
Export of {site}
made on {made}

Everything here is the clinic's. Text is UTF-8; .html opens in any browser, .csv in any
spreadsheet, .json and .ics are read by programs. Times carry their offset from UTC.

{sealed}

In the clear stand names, times, references and concerns of those who asked, staff's names and
e-mail addresses, and who did what. Passwords and second factors are not in here: nobody needs
them elsewhere.

In CSV files a cell that a spreadsheet might run as a formula, or take for a number or a day,
has an apostrophe in front. A cell that begins with one, less that one, is what was typed.

THE FILES

{files}

NOT IN HERE

Sessions, counters of rate limits and drafts of previews, which end by themselves; counts of what
was searched for in vain; passwords, second factors and passkeys; how long the site keeps what,
what each night cleared, and the marks and sums of what was erased; drawings and styles, which
are the site's and not the clinic's. To move to another server with the same site, take
`manage.py backup` instead: it holds everything and comes back by one command.

Whoever uses Django's own `dumpdata` should know what it writes in the clear: names, times,
references, concerns, staff's e-mail addresses, hashes of passwords, what sessions hold, and the
access log. It cuts times to milliseconds.
"""


class ExportError(Exception):
    """Nothing was exported; the text says why, and how to mend it."""


class Piece(NamedTuple):
    """Files of an export, how the README calls them, and what it says of them."""

    name: str
    words: str
    write: Callable[[Export], Files]


PIECES = [
    Piece(
        "articles/<address>.html, .json, .versions.json",
        "Each article to read, as data, and every version of it that was kept: who wrote it, when"
        " readers had it, proposals and their answers.",
        content.articles,
    ),
    Piece(
        "questions/questions.html, questions.json",
        "The questions with their answers, in their groups.",
        content.questions,
    ),
    Piece(
        "pictures.json, pictures/<key>/<width>.webp",
        "Uploaded pictures in their widths, with their description, and who is in them.",
        content.pictures,
    ),
    Piece(
        "redirects.csv",
        "Older addresses, and the page that each leads to.",
        content.redirects,
    ),
    Piece(
        "treatments/treatments.html, treatments.json",
        "Treatments with their facts and steps, and what they say in other languages.",
        content.treatments,
    ),
    Piece(
        "pages.versions.json",
        "Every version of what the clinic's own pages say in its own words, and who saved it.",
        content.pages,
    ),
    Piece(
        "clinic.json",
        "The office, its hours, closures, mail addresses, further languages, practitioners,"
        " concerns, topics, the synonyms of the search, the rules of the writers' checklist, and"
        " what its own pages say in its own words.",
        content.clinic,
    ),
    Piece("", "", consultations.tables),
    Piece(
        "consultations/calendar.ics",
        "Consultations that took or take place, for a calendar: initials and reference.",
        consultations.calendar,
    ),
    Piece(
        "staff/accounts.csv",
        "Accounts of staff with their roles, without passwords.",
        consultations.accounts,
    ),
]


def write(
    path: Path, *, opened_by: User | None, now: datetime, progress: Callable[[str], None]
) -> int:
    """Write the export into the new file `path`; return how many files are in it.

    With `opened_by` what is sealed is opened, in the name of that owner. Raises ExportError, and
    then leaves nothing behind.
    """
    if path.exists():
        raise ExportError(f"{path} is there already, and nothing is written over: name another.")
    if not path.parent.is_dir():
        raise ExportError(f"{path.parent} is not there: make it, or name another folder.")
    try:
        office = Office.objects.current()
    except Office.DoesNotExist:
        raise ExportError("There is no office yet, so there is nothing to export.") from None
    export = Export(office, now, opened_by is not None)
    part = path.with_name(f".{path.name}.part")
    try:
        number = _write(part, export, progress)
        # Before anybody has the file.
        audit_log.log(
            Access.Action.EXPORTED,
            "site",
            by=opened_by or "command",
            now=now,
            fields="everything, opened" if opened_by else "everything, sealed",
        )
        part.rename(path)
    except BackupError as refused:  # of a folder of pictures
        raise ExportError(f"{refused} Nothing was exported.") from refused
    except OSError as trouble:
        raise ExportError(
            f"{path} could not be written ({trouble.strerror}). Nothing is left of it."
        ) from None
    finally:
        part.unlink(missing_ok=True)
    return number


def _write(part: Path, export: Export, progress: Callable[[str], None]) -> int:
    part.unlink(missing_ok=True)
    handle = os.open(part, os.O_RDWR | os.O_CREAT | os.O_EXCL, 0o600)
    with os.fdopen(handle, "w+b") as file:
        with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive, _one_moment():
            archive.writestr(_named("README.txt", export.now), readme(export))
            for piece in PIECES:
                for name, content_ in piece.write(export):
                    progress(name)
                    _add(archive, name, content_, export.now)
            number = len(archive.namelist())
        file.flush()
        os.fsync(file.fileno())
    return number


def _add(archive: zipfile.ZipFile, name: str, pieces: Iterable[bytes], now: datetime) -> None:
    with archive.open(_named(name, now), "w", force_zip64=True) as file:
        for piece in pieces:
            file.write(piece)


def _named(name: str, now: datetime) -> zipfile.ZipInfo:
    info = zipfile.ZipInfo(name, now.timetuple()[:6])
    info.compress_type = zipfile.ZIP_STORED if name.endswith(".webp") else zipfile.ZIP_DEFLATED
    info.external_attr = 0o600 << 16
    return info


def readme(export: Export) -> str:
    named = [(piece.name, piece.words) for piece in PIECES if piece.name]
    named += [(table.name, table.words) for table in consultations.TABLES]
    lines = [f"{name}\n    {words}" for name, words in sorted(named)]
    return README.format(
        site=export.office.name,
        made=export.now.astimezone(export.office.zone).isoformat(" ", "minutes"),
        sealed=OPEN_WORDS if export.is_open else SEALED_WORDS,
        files="\n".join(lines),
    )


@contextmanager
def _one_moment() -> Iterator[None]:
    """All that is read in here is of one moment, and nobody is kept from writing meanwhile."""
    with connection.cursor() as cursor:
        cursor.execute("BEGIN")
        if connection.vendor == "postgresql":
            cursor.execute("SET TRANSACTION ISOLATION LEVEL REPEATABLE READ, READ ONLY")
    try:
        yield
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK")
