"""The search looks in what is read and not in markup: the words of every row, apart. Fills them in."""

import re
from html import unescape

from django.db import migrations
from django.utils.html import strip_tags

import articles.models.search
from articles.text.visible_text import plain

ROWS = 500
OF = {
    "FAQ": ["question", "answer"],
    "Section": ["heading", "body"],
    "Article": ["title", "summary", "ways", "indirect_way", "may_help", "cannot"],
}
RICH = {"answer", "body"}
_BLOCK_ENDS = re.compile(r"</(?:p|li|h3|td|th|blockquote)>|<br\s*/?>")


def read(row, field):
    text = getattr(row, field)
    return unescape(strip_tags(_BLOCK_ENDS.sub(r" \g<0>", text))) if field in RICH else text


def fill(apps, schema_editor):
    for name, fields in OF.items():
        rows = apps.get_model("articles", name).objects.using(schema_editor.connection.alias)
        some = []
        for row in rows.only(*fields).order_by("pk").iterator(chunk_size=ROWS):
            row.searched = plain(" ".join(read(row, field) for field in fields)).casefold()
            some.append(row)
            if len(some) == ROWS:
                rows.bulk_update(some, ["searched"])
                some = []
        rows.bulk_update(some, ["searched"])


class Migration(migrations.Migration):
    dependencies = [("articles", "0009_answers_to_writers")]

    operations = [
        *[
            migrations.AddField(
                model_name=name.lower(),
                name="searched",
                field=articles.models.search.SearchedText(default="", editable=False, of=fields),
            )
            for name, fields in OF.items()
        ],
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
