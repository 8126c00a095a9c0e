"""A person who is erased from the running site: in no dump of its database and in no line it wrote."""

import subprocess
import sys
from contextlib import closing

from django.conf import settings

from tests.dumps import pg_dump

MARKS = {
    "first_name": "Wombatfirst",
    "last_name": "Wombatlast",
    "phone": "(310) 555-0186",
    "email": "wombatmail@example.com",
    "note": "Wombatnote about my skin",
    "answers": "acne",
}
SEALED = ["310555018", "555-0186", "wombatmail", "wombatnote"]
ALL = ["wombat", *SEALED]


def dump(site):
    with closing(site.connect()) as connection:
        host, version = connection.info.dsn_parameters["host"], connection.info.server_version
    return pg_dump(host, "clinic", major=version // 10_000).lower()


def person(site, *arguments, typed):
    return subprocess.run(
        [sys.executable, "manage.py", "person", *arguments],
        cwd=settings.BASE_DIR,
        env=site.environment,
        input=typed,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def test_a_person_who_is_erased_is_in_no_dump_and_in_no_log(whole_site, site_mail):
    taken = whole_site.form().send(**MARKS)  # faster than anybody types: it is set aside
    assert taken.status == 302
    token = taken.headers["Location"].split("/consultation/")[1].strip("/")
    assert whole_site.get(taken.headers["Location"]).status == 200
    before = dump(whole_site)
    assert "wombatfirst" in before
    assert [marker for marker in SEALED if marker in before] == []

    erased = person(whole_site, "erase", "--yes", typed="310-555-0186\n")

    assert (erased.returncode, erased.stderr) == (0, "")
    after = dump(whole_site)
    written = (whole_site.written() + erased.stdout).lower()
    assert "post /book/ 302" in written
    secrets = [*ALL, token.lower(), token.partition(".")[0].lower()]
    assert [secret for secret in secrets if secret in after or secret in written] == []
    assert whole_site.get(taken.headers["Location"]).status == 404
    again = person(whole_site, "erase", "--yes", typed="310-555-0186\n")
    assert again.returncode == 1
    assert again.stderr.startswith("CommandError: Nothing is held under that.")
