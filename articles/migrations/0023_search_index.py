"""An index for the search on PostgreSQL: one row an article and a question, all of them stale yet.

Triggers keep up with whatever writes texts, the last release included. As many rows as there are
articles and questions.
"""

import django.db.models.deletion
from django.db import migrations, models

# Each writes the row, also one that is stale: held until the text is committed, it is passed over by
# whoever makes stale rows anew, who would read the text as it was before.
# `fastupdate` would leave what was just written in a list that every search reads to its end.
FUNCTIONS = """
CREATE INDEX search_document_stems ON articles_searchdocument
USING gin (string_to_array(stems, ' ')) WITH (fastupdate = off);

CREATE FUNCTION articles_search_marks_an_article() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM articles_searchdocument WHERE article_id = OLD.id;
    ELSE
        INSERT INTO articles_searchdocument (article_id, title, headings, stems, is_stale)
        VALUES (NEW.id, '', '', '', true) ON CONFLICT (article_id) DO UPDATE SET is_stale = true;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_search_marks_a_section() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP <> 'INSERT' THEN
        UPDATE articles_searchdocument SET is_stale = true
        WHERE article_id = OLD.article_id;
    END IF;
    IF TG_OP <> 'DELETE' THEN
        UPDATE articles_searchdocument SET is_stale = true
        WHERE article_id = NEW.article_id;
    END IF;
    RETURN NULL;
END $$;

CREATE FUNCTION articles_search_marks_a_question() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'DELETE' THEN
        DELETE FROM articles_searchdocument WHERE question_id = OLD.id;
    ELSE
        INSERT INTO articles_searchdocument (question_id, title, headings, stems, is_stale)
        VALUES (NEW.id, '', '', '', true) ON CONFLICT (question_id) DO UPDATE SET is_stale = true;
    END IF;
    RETURN NULL;
END $$;
"""
TRIGGERS = """
CREATE TRIGGER search_marks AFTER INSERT OR DELETE ON {table}
FOR EACH ROW EXECUTE FUNCTION {function}();
CREATE TRIGGER search_marks_update AFTER UPDATE ON {table}
FOR EACH ROW WHEN (({old}) IS DISTINCT FROM ({new})) EXECUTE FUNCTION {function}();
"""
WATCHED = [
    (
        "articles_article",
        "articles_search_marks_an_article",
        ["title", "summary", "ways", "indirect_way", "may_help", "cannot"],
    ),
    (
        "articles_section",
        "articles_search_marks_a_section",
        ["article_id", "heading", "body"],
    ),
    ("articles_faq", "articles_search_marks_a_question", ["question", "answer"]),
]
FILL = """
INSERT INTO articles_searchdocument (article_id, title, headings, stems, is_stale)
SELECT id, '', '', '', true FROM articles_article;
INSERT INTO articles_searchdocument (question_id, title, headings, stems, is_stale)
SELECT id, '', '', '', true FROM articles_faq;
"""


def watch(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    schema_editor.execute(FUNCTIONS)
    for table, function, columns in WATCHED:
        old, new = (", ".join(f"{row}.{name}" for name in columns) for row in ("OLD", "NEW"))
        schema_editor.execute(TRIGGERS.format(table=table, function=function, old=old, new=new))
    schema_editor.execute(FILL)


def look_away(apps, schema_editor):
    if schema_editor.connection.vendor != "postgresql":
        return
    for table, function, _ in WATCHED:
        schema_editor.execute(f"DROP TRIGGER search_marks ON {table}")
        schema_editor.execute(f"DROP TRIGGER search_marks_update ON {table}")
        schema_editor.execute(f"DROP FUNCTION {function}()")


class Migration(migrations.Migration):
    dependencies = [("articles", "0022_synonyms")]

    operations = [
        migrations.CreateModel(
            name="SearchWord",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("word", models.CharField(max_length=100, unique=True)),
                ("stem", models.CharField(db_index=True, max_length=100)),
            ],
            options={"default_permissions": ()},
        ),
        migrations.CreateModel(
            name="SearchDocument",
            fields=[
                (
                    "id",
                    models.BigAutoField(
                        auto_created=True, primary_key=True, serialize=False, verbose_name="ID"
                    ),
                ),
                ("title", models.TextField()),
                ("headings", models.TextField()),
                ("stems", models.TextField()),
                ("is_stale", models.BooleanField()),
                (
                    "article",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.article",
                    ),
                ),
                (
                    "question",
                    models.OneToOneField(
                        db_constraint=False,
                        null=True,
                        on_delete=django.db.models.deletion.DO_NOTHING,
                        related_name="+",
                        to="articles.faq",
                    ),
                ),
            ],
            options={
                "default_permissions": (),
                "indexes": [
                    models.Index(
                        condition=models.Q(("is_stale", True)),
                        fields=["id"],
                        name="search_document_stale",
                    )
                ],
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(
                            models.Q(("article__isnull", False), ("question", None)),
                            models.Q(("article", None), ("question__isnull", False)),
                            _connector="OR",
                        ),
                        name="search_document_is_of_an_article_or_a_question",
                    )
                ],
            },
        ),
        migrations.RunPython(watch, look_away),
    ]
