"""docs/security.md says what is: each test that it names is there, and its tables are the code's."""

import ast
import re
from datetime import timedelta
from functools import cache
from pathlib import Path

import pytest
from django.conf import settings

from articles import images
from bookings.forms import ConsultationForm
from clinic.protection import rate_limits
from clinic.site import input_limits
from clinic.staff import (
    forgotten_password,
    password_again,
    passwords,
    session_limits,
    sign_in_limits,
)
from clinic.staff.roles import ROLES
from tests.clinic.starts import read

ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs" / "security.md").read_text()
CHAPTERS = re.split(r"^## ", PAGE, flags=re.MULTILINE)
# How many rules of level 1 each chapter has in ASVS 5.0.0: 70 together.
LEVEL_1 = {
    **{1: 8, 2: 4, 3: 8, 4: 2, 5: 4, 6: 13, 7: 6, 8: 4, 9: 4, 10: 5, 11: 3, 12: 3, 13: 1, 14: 2},
    **{15: 3, 16: 0, 17: 0},
}
A_TEST = re.compile(r"`(tests/[\w/]+\.py)(?:::(\w+))?`")


def cells(line):
    return [cell.strip() for cell in line.strip().strip("|").split("|")]


def rules():
    """Every row of the chapters: chapter, and its cells."""
    for chapter in CHAPTERS:
        numbered = re.match(r"V(\d+) ", chapter)
        for line in chapter.splitlines() if numbered else []:
            if line.startswith("| ") and not line.startswith(("| rule |", "|---")):
                yield int(numbered[1]), cells(line)


def table(heading):
    """The rows of the table under a heading, without its own head."""
    text = PAGE.split(f"### {heading}\n")[1].split("\n### ")[0].split("\n## ")[0]
    return [cells(line) for line in text.splitlines() if line.startswith("|")][2:]


@cache
def functions(path):
    tree = ast.parse((ROOT / path).read_text())
    return {node.name for node in ast.walk(tree) if isinstance(node, ast.FunctionDef)}


def test_every_rule_has_a_number_of_its_chapter_and_no_two_the_same():
    numbers = [(chapter, re.sub(r" \(level 2\)$", "", row[0])) for chapter, row in rules()]

    assert [number for _, number in numbers if not re.fullmatch(r"\d+\.\d+\.\d+", number)] == []
    assert [each for each in numbers if not each[1].startswith(f"{each[0]}.")] == []
    assert len(set(numbers)) == len(numbers)
    in_order = sorted(numbers, key=lambda each: [int(part) for part in each[1].split(".")])
    assert numbers == in_order


def test_every_rule_of_level_1_is_there():
    found = dict.fromkeys(LEVEL_1, 0)
    for chapter, row in rules():
        found[chapter] += "(level 2)" not in row[0]

    assert found == LEVEL_1
    assert sum(found.values()) == 70


def test_every_rule_has_a_test_or_a_reason():
    for _, row in rules():
        assert len(row) == 4, row
        number, asked, kept, proof = row
        assert asked, number
        assert kept, number
        said = re.match(r"(does not apply|not kept|not proven)[:,. ]", proof)
        assert A_TEST.search(proof) or said, number


def test_every_test_that_is_named_is_there():
    missing = []
    for path, name in A_TEST.findall(PAGE):
        there = (ROOT / path).is_file() and (not name or name in functions(path))
        if not there:
            missing.append(f"{path}::{name}".removesuffix("::"))

    assert len(A_TEST.findall(PAGE)) > 150
    assert missing == []


def test_what_is_not_kept_is_said_at_the_top_too():
    top = {cells(line)[0] for line in CHAPTERS[1].splitlines() if re.match(r"\| \d", line)}
    partly = {
        re.sub(r" .*", "", row[0])
        for _, row in rules()
        if re.match("(kept in part|not kept|not proven)", row[2])
        or re.match("not (kept|proven)", row[3])
    }

    assert CHAPTERS[1].startswith("Not kept, or kept in part")
    assert top == partly


# ---- its tables are the code's -----------------------------------------------------------------
def test_the_lengths_on_the_page_are_the_forms():
    asked = ConsultationForm.base_fields
    said = {row[0]: row[1] for row in table("What visitors may send")}
    names = {
        "first name, last name": ("first_name", "last_name"),
        "e-mail": ("email",),
        "note": ("note",),
    }

    for label, fields in names.items():
        up_to = int(re.search(r"up to ([\d,]+)", said[label])[1].replace(",", ""))
        assert {asked[name].max_length for name in fields} == {up_to}, label
    megapixels, heavier = images.MOST_PIXELS // 10**6, images.MOST_PIXELS_OF_WEBP // 10**6
    assert (
        f"{images.MOST_BYTES // 2**20} MB, {megapixels} megapixels (WebP {heavier}), "
        f"{images.LONGEST_SIDE:,} pixels a side"
    ) in PAGE


def test_the_limits_on_the_page_are_the_codes():
    axes = read()
    wrong, wait = axes["AXES_FAILURE_LIMIT"], axes["AXES_COOLOFF_TIME"].total_seconds() / 60
    tries, address, contact, day, burst = (
        rate_limits.TRIES,
        rate_limits.ADDRESS,
        rate_limits.CONTACT,
        rate_limits.CONTACT_A_DAY,
        rate_limits.BURST,
    )
    signs = sign_in_limits.SIGN_INS
    hours = axes["SESSION_COOKIE_AGE"] / 3600
    expected = {
        "wrong passwords": f"{wrong}, then {wait:.0f} minutes",
        "sign-in forms": f"{signs.most} in {signs.window.seconds // 60} minutes",
        "forms from one network": f"{tries.most} in {tries.window.seconds // 60} minutes",
        "requests stored": f"{address.most} an hour",
        "requests that name": f"{contact.most} an hour, {day.most} a day",
        "requests to the whole": f"{burst.most} in {burst.window.seconds // 60} minutes",
        "*Find my request*": f"{contact.most} an hour",
        "one value": f"{input_limits.LONGEST_VALUE:,} characters; whole forms {input_limits.MOST_BYTES:,} bytes",
        "links for": f"{wrong} in {wait:.0f} minutes and {forgotten_password.ACCOUNT_A_DAY.most} a day"
        f" for one account, {forgotten_password.NETWORK.most} an hour",
        "pages from": "20 a second, 80 more at once; 100 that wait for their answer, 500 of static",
        "a session": f"{hours:.0f} idle hours, and {session_limits.LONGEST.days} days",
        "the password for": f"given in the last {password_again.FRESH_SECONDS // 60} minutes",
    }

    assert (forgotten_password.ACCOUNT.most, forgotten_password.NETWORK.window) == (
        wrong,
        timedelta(hours=1),
    )
    nginx = (ROOT / "deploy/nginx/site.conf").read_text()
    assert set(re.findall(r"rate=(\w+)/s|burst=(\d+)", nginx)) == {("20r", ""), ("", "80")}
    assert set(re.findall(r"acupunctury_open (\d+);", nginx)) == {"100", "500"}
    said = {row[0]: row[1] for row in table("Limits")}
    for beginning, limit in expected.items():
        [found] = [text for what, text in said.items() if what.startswith(beginning)]
        assert found.startswith(limit), beginning
    for limit in (address, contact):
        assert limit.window.total_seconds() == 3600
    assert axes["AXES_LOCKOUT_PARAMETERS"] == [["username", "ip_address"]]


def test_the_roles_on_the_page_are_the_codes():
    said = {row[0]: row for row in table("Who may do what")}

    assert set(ROLES) == {"Owner", "Front desk", "Content", "Reviewer"} <= set(said)
    for role, may in ROLES.items():
        needs = any(name.startswith(("bookings.", "auth.")) for name in may)
        assert said[role][3] == ("yes" if needs else "no"), role
        assert ("consultations" in said[role][1] or role == "Owner") is needs


def test_the_keys_on_the_page_are_hashed_as_it_says():
    bounded = passwords.BoundedArgon2

    assert f"Argon2id: {bounded.memory_cost // 1024} MiB, two rounds" in PAGE
    assert bounded.time_cost == 2
    lengths = [row[2] for row in table("Keys")]
    assert lengths[0].startswith("50 characters or more")


def test_the_page_says_by_when_weak_libraries_are_replaced():
    days = [int(row[1].removesuffix(" days")) for row in table("Updates")[:-1]]

    assert days == sorted(days)
    assert days[0] <= 7
    assert days[-1] <= 30
    assert "## Raising the pins" in (ROOT / "CONTRIBUTING.md").read_text()


@pytest.mark.parametrize("lock", ["requirements.txt", "requirements-dev.txt"])
def test_every_library_of_the_site_is_pinned_with_its_hash(lock):
    text = (ROOT / lock).read_text()
    pinned = re.findall(
        r"^([\w.\[\],-]+)==[\w.]+[^\\\n]* \\\n((?:    --hash=sha256:[0-9a-f]{64}.*\n)+)",
        text,
        re.MULTILINE,
    )
    named = re.findall(r"^[\w.\[\],-]+.*$", text, re.MULTILINE)

    assert len(pinned) == len(named) > 20
    assert "--index-url" not in text
