"""Emptying the database after a test whose transactions were its own."""

from typing import Any

from django.db import connection, transaction
from django.test import TransactionTestCase

# Made by Django itself when tables are made, and the same for every test.
KEPT = {"django_content_type": "app_label, model", "auth_permission": "content_type_id, codename"}


def rows_of(table: str) -> list[Any]:
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT {KEPT[table]} FROM {table} ORDER BY {KEPT[table]}")
        return cursor.fetchall()


class QuickFlush:
    """Takes the place of `TransactionTestCase._fixture_teardown` on PostgreSQL.

    Django's own truncates every table and then makes all permissions anew, which takes longer than
    many a test. Here the tables that hold rows are emptied, and what Django made by itself stays;
    after a test that changed even that, Django's own does it.
    """

    def __init__(self) -> None:
        tables = connection.introspection.django_table_names(
            only_existing=True, include_views=False
        )
        self.kept = {table: rows_of(table) for table in KEPT}
        self.others = sorted(set(tables) - set(KEPT))
        self.flush = TransactionTestCase._fixture_teardown

    def __call__(self, case: TransactionTestCase) -> None:
        if any(rows_of(table) != rows for table, rows in self.kept.items()):
            self.flush(case)
            self.kept = {table: rows_of(table) for table in KEPT}
            return
        with transaction.atomic(), connection.cursor() as cursor:
            some = " UNION ALL ".join(
                f"SELECT '{table}' WHERE EXISTS (SELECT FROM {table})" for table in self.others
            )
            cursor.execute(some)
            filled = [table for (table,) in cursor.fetchall()]
            if filled:
                cursor.execute("SET LOCAL session_replication_role = replica")  # no trigger says no
                cursor.execute("; ".join(f"DELETE FROM {table}" for table in filled))
