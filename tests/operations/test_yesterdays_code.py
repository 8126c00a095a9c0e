"""Backward-compatible migrations: the last release goes on working on today's tables.

An update migrates while the old code serves, and going back runs it on the new tables. First the
tables are compared; then, where the checkout has its history, the last release's own tests of the
main flows run on a database that today's migrations made.
"""

import os
import subprocess
import sys
import tarfile
from contextlib import closing
from io import BytesIO

import psycopg2
import pytest
from django.conf import settings
from django.db import connection
from django.db.migrations.loader import MigrationLoader

from tests.operations import last_release
from tests.postgres import FOLDER

FLOWS = [
    "tests/bookings/test_book.py",
    "tests/bookings/test_changes.py",
    "tests/bookings/test_verbs.py",
    "tests/bookings/test_desk/test_presses.py",
    "tests/articles/test_publishing.py",
    "tests/clinic/test_second_factor.py",
]
# As `migrate` leaves it, but for the rows of its own that a test expects to be absent.
TABLES = """
import django
django.setup()
from django.core.management import call_command
from django.db import connection
call_command("migrate", verbosity=0)
kept = {"django_content_type", "auth_permission", "django_migrations"}
with connection.cursor() as cursor:
    cursor.execute("SET session_replication_role = replica")
    for table in connection.introspection.table_names(cursor):
        if table not in kept:
            cursor.execute(f"DELETE FROM {table}")
"""


def history_is_here():
    command = ["git", "cat-file", "-e", f"{last_release.COMMIT}^{{commit}}"]
    try:
        asked = subprocess.run(command, cwd=settings.BASE_DIR, capture_output=True)
    except OSError:
        return False
    return asked.returncode == 0


# ---- the tables --------------------------------------------------------------------------------
def columns(table):
    """What PostgreSQL says of each column: its type, and whether a row may leave it out."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT column_name, data_type, character_maximum_length, is_nullable = 'YES',"
            " column_default IS NOT NULL OR is_identity = 'YES'"
            " FROM information_schema.columns WHERE table_name = %s",
            [table],
        )
        return {name: found for name, *found in cursor.fetchall()}


def state_of(**migrations):
    loader = MigrationLoader(None)
    nodes = list(migrations.items()) or loader.graph.leaf_nodes()
    return loader.project_state([*nodes, *loader.graph.leaf_nodes("auth")])


def models_of(state):
    apps = {"articles", "bookings", "clinic"}
    return [model for model in state.apps.get_models() if model._meta.app_label in apps]


@pytest.fixture(scope="module")
def then_and_now():
    return state_of(**last_release.MIGRATIONS), state_of()


@pytest.mark.django_db
def test_what_the_last_release_writes_still_fits_into_todays_tables(then_and_now):
    if connection.vendor != "postgresql":
        pytest.skip("an update while the site serves is a server's, on PostgreSQL")
    then, _ = then_and_now
    wrong = []
    for model in models_of(then):
        table = model._meta.db_table
        today = columns(table)
        known = set()
        for field in model._meta.local_concrete_fields:
            known.add(field.column)
            if field.column not in today:
                wrong.append(f"{table}.{field.column} is gone")
            elif field.null and not today[field.column][2]:
                wrong.append(f"{table}.{field.column} may no longer be empty")
            elif (most := today[field.column][1]) and most < (field.max_length or most):
                wrong.append(f"{table}.{field.column} has become shorter")
        for column, (*_, may_be_empty, has_default) in today.items():
            if column not in known and not may_be_empty and not has_default:
                wrong.append(f"{table}.{column} is new and must be given: it needs a db_default")

    assert wrong == []


@pytest.mark.django_db
def test_a_rule_that_is_new_says_why_the_last_release_keeps_it(then_and_now):
    then, now = then_and_now

    def rules(state):
        return {
            rule.name: model._meta.db_table
            for model in models_of(state)
            for rule in model._meta.constraints
        }

    tables = {model._meta.db_table for model in models_of(then)}
    new = {name for name, table in rules(now).items() if table in tables} - set(rules(then))

    assert new == set(last_release.ADMITTED)


# ---- the flows ---------------------------------------------------------------------------------
if history_is_here():

    @pytest.mark.long
    def test_the_last_releases_own_tests_pass_on_todays_tables(tmp_path):
        code, folder = tmp_path / "code", tmp_path / "run"
        code.mkdir()
        folder.mkdir()
        archive = ["git", "archive", last_release.COMMIT]
        packed = subprocess.run(archive, cwd=settings.BASE_DIR, capture_output=True, check=True)
        with tarfile.open(fileobj=BytesIO(packed.stdout)) as tar:
            tar.extractall(code, filter="data")
        address = os.environ["DATABASE_URL"]
        server = address.partition("?host=")[2]
        database = f"yesterday_{os.getpid()}"
        environment = os.environ | {
            FOLDER: str(folder),
            # Then it takes the database of the environment, and starts none.
            "PYTEST_XDIST_WORKER": "yesterday",
            "DATABASE_URL": address.replace("/clinic?", f"/{database}?"),
        }
        environment.pop("NO_SKIP", None)
        (folder / "yesterday").mkdir()
        with closing(psycopg2.connect(dbname="postgres", user="postgres", host=server)) as asked:
            asked.autocommit = True
            with asked.cursor() as cursor:
                cursor.execute(f"CREATE DATABASE test_{database}")
                try:
                    here = environment | {
                        "DATABASE_URL": address.replace("/clinic?", f"/test_{database}?")
                    }
                    subprocess.run(
                        [sys.executable, "-c", TABLES], cwd=settings.BASE_DIR, env=here, check=True
                    )
                    pytest_of_then = [sys.executable, "-m", "pytest", "-n", "0", "--reuse-db", "-q"]
                    ran = subprocess.run(
                        [*pytest_of_then, *FLOWS],
                        cwd=code,
                        env=environment,
                        capture_output=True,
                        text=True,
                    )
                    cursor.execute(
                        "SELECT count(*) FROM pg_database WHERE datname = %s", [f"test_{database}"]
                    )
                    assert cursor.fetchone() == (1,)  # it was this database that they ran on
                finally:
                    cursor.execute(f"DROP DATABASE test_{database} WITH (FORCE)")
        assert ran.returncode == 0, ran.stdout[-6000:]
        assert int(ran.stdout.rsplit(" passed", 1)[0].split()[-1]) > 100
