"""What the other tests rely on: a database emptied after each, and eyes for colors by day and by night."""

import pytest
from django.contrib.auth.models import Group, Permission, User
from django.test import TransactionTestCase

from bookings.models import Consultation, Event, Hold
from clinic.models import Office
from tests.factories import ask, make_office
from tests.flush import rows_of


@pytest.mark.django_db(transaction=True)
def test_what_a_test_wrote_is_gone_and_what_django_made_is_there_again():
    kinds, permissions = (
        rows_of("django_content_type"),
        sorted(name for _, name in rows_of("auth_permission")),
    )

    for spoil in (lambda: None, lambda: Permission.objects.all().delete()):
        ask(make_office())
        User.objects.create_user("ines").groups.add(Group.objects.create(name="Desk"))
        spoil()
        TransactionTestCase()._fixture_teardown()

        written = (Office, Consultation, Hold, Event, User, Group, User.groups.through)
        assert [model.__name__ for model in written if model.objects.exists()] == []
        assert rows_of("django_content_type") == kinds
        assert sorted(name for _, name in rows_of("auth_permission")) == permissions


WEAK = "p, p a { color: #888; background: #999 }"


@pytest.mark.parametrize(
    ("style", "attribute", "found"),
    [
        ("", "", None),
        (WEAK, "", "color-contrast"),
        (f"@media (prefers-color-scheme: dark) {{ {WEAK} }}", "", "color-contrast"),
        (f"@media (prefers-color-scheme: light) {{ {WEAK} }}", "", "color-contrast"),
        ("", 'role="nothing"', "aria-roles"),
    ],
    ids=["fine", "weak always", "weak by night", "weak by day", "no color at all"],
)
def test_a_broken_rule_is_found_by_day_or_night(page, axe, style, attribute, found):
    page.set_content(
        f"""<!doctype html><html lang="en"><head><title>Words</title><style>
        body {{ background: #fff; color: #000 }}
        @media (prefers-color-scheme: dark) {{ body {{ background: #000; color: #fff }} }}
        {style}</style></head><body><main><h1>Words</h1><p {attribute}>Some words</p></main></body></html>"""
    )
    page.set_viewport_size({"width": 320, "height": 600})

    if found is None:
        axe.by_day_and_night(page)
    else:
        with pytest.raises(AssertionError, match=f"{found} "):
            axe.by_day_and_night(page)
