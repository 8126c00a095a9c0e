"""Whose text an article has: who last saved a change, restored a version, or took a proposal
over.
"""

from importlib import import_module

import pytest
from django.apps import apps
from django.contrib.admin.models import ADDITION, CHANGE, LogEntry
from django.contrib.auth.models import User
from django.contrib.contenttypes.models import ContentType
from django.db import connection
from django.db.models import ProtectedError

from articles import publishing, snapshots
from articles.models import Article, Preview, Version
from tests.articles.factories import make_article
from tests.articles.forms import form_of
from tests.articles.staff import a_draft, desk, page, sent, staff
from tests.factories import MONDAY

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("monday", "office", "roles")]


def writer():
    return Article.objects.get().written_by


def test_who_saves_a_change_is_the_writer_and_who_saves_none_is_not():
    article = a_draft()

    sent(desk("Content"), page(article), title="By the writer")
    sent(desk("Owner"), page(article))

    assert writer() == staff("Content")


def test_who_restores_or_takes_over_is_the_writer():
    article = make_article()
    first = publishing.keep(article, Version.Kind.KEPT, by=None, now=MONDAY)
    sent(desk("Content"), page(article), title="Proposed")
    assert writer() is None

    publishing.take_over(article.versions.waiting().get(), by=staff("Reviewer"), now=MONDAY)
    assert writer() == staff("Reviewer")
    publishing.restore(first, by=staff("Owner"), now=MONDAY)

    assert writer() == staff("Owner")


def test_a_step_and_a_look_make_nobody_the_writer():
    article, owner = a_draft(written_by=staff("Content")), desk("Owner")

    owner.post(page(article, "ask_for_review"))
    owner.post(page(article, "preview"), form_of(owner, page(article)) | {"title": "Looked at"})

    assert (writer(), Preview.objects.count()) == (staff("Content"), 1)


def test_whoever_wrote_a_text_stays_known_and_is_no_part_of_a_version():
    article = a_draft()
    sent(desk("Content"), page(article), title="By the writer")

    with pytest.raises(ProtectedError):
        User.objects.get(username="content").delete()

    assert "written_by" not in snapshots.snapshot_of(article)["fields"]


@pytest.mark.both_databases
def test_an_update_takes_the_writers_from_the_log_of_before():
    wrote, restored, took, older, unsaid = (
        make_article(name, slug=name.lower())
        for name in ("Wrote", "Restored", "Took", "Older", "Unsaid")
    )
    ines, theo = staff("Owner"), staff("Reviewer")
    kind = ContentType.objects.get_for_model(Article)
    for user, article, flag, message in [
        (theo, wrote, ADDITION, '[{"added": {}}]'),
        (ines, wrote, CHANGE, '[{"changed": {"fields": ["Title"]}}]'),
        (theo, wrote, CHANGE, "[]"),
        (theo, wrote, CHANGE, "Ask for a review."),
        (ines, restored, CHANGE, "Restored what it said on May 3, 2026, 9:00 am."),
        (
            theo,
            restored,
            CHANGE,
            "Proposal of May 3, 2026, 9:00 am turned away, and kept.",
        ),
        (ines, took, CHANGE, "Proposal of May 3, 2026, 9:00 am taken over."),
        (theo, older, ADDITION, ""),
        (theo, unsaid, CHANGE, "Proposed a change."),
    ]:
        LogEntry.objects.create(
            user=user,
            content_type=kind,
            object_id=str(article.pk),
            action_flag=flag,
            change_message=message,
        )

    import_module("articles.migrations.0014_who_wrote_last").fill(apps, connection.schema_editor())

    writers = dict(Article.objects.values_list("title", "written_by__username"))
    assert writers == {
        "Wrote": ines.username,
        "Restored": ines.username,
        "Took": ines.username,
        "Older": theo.username,
        "Unsaid": None,
    }
