"""The desk finds a name however it is typed: beside it stands what a search looks in. Fills it in.

Expects any number of rows, in batches. Backwards the column goes.
"""

import re
import unicodedata

from django.db import migrations

import bookings.models.name_search

ROWS = 500
# A copy of what `clinic.office.names.folded` does at this time; each later `save` writes what it does then.
AS_TYPED = str.maketrans(
    {
        "ł": "l",
        "ø": "o",
        "ı": "i",
        "đ": "d",
        "ð": "d",
        "þ": "th",
        "æ": "ae",
        "œ": "oe",
        "ħ": "h",
        "ŧ": "t",
    }
)
SPELLED_OUT = str.maketrans({"ä": "ae", "ö": "oe", "ü": "ue", "å": "aa", "ø": "oe"})
NO_APOSTROPHES = str.maketrans("", "", "'\u2018\u2019\u201b\u02b9\u02bb\u02bc\u2032\u00b4`")


def folded(*names):
    found = {}
    for name in names:
        small = unicodedata.normalize("NFC", unicodedata.normalize("NFKC", name).casefold())
        small = small.translate(NO_APOSTROPHES)
        for text in (small, small.translate(SPELLED_OUT)):
            parts = unicodedata.normalize("NFKD", text.translate(AS_TYPED))
            words = re.findall(
                r"[^\W_]+", "".join(part for part in parts if not unicodedata.combining(part))
            )
            found |= dict.fromkeys([*words, "".join(words)] if words else [])
    return "".join(f" {word}" for word in found)


def fill(apps, schema_editor):
    rows = apps.get_model("bookings", "Consultation").objects.using(schema_editor.connection.alias)
    some = []
    for row in rows.only("first_name", "last_name").order_by("pk").iterator(chunk_size=ROWS):
        row.folded_name = folded(row.first_name, row.last_name)
        some.append(row)
        if len(some) == ROWS:
            rows.bulk_update(some, ["folded_name"])
            some = []
    rows.bulk_update(some, ["folded_name"])


class Migration(migrations.Migration):
    dependencies = [("bookings", "0014_next_message_from_an_index")]

    operations = [
        migrations.AddField(
            model_name="consultation",
            name="folded_name",
            field=bookings.models.name_search.FoldedNameField(
                default="", editable=False, of=["first_name", "last_name"]
            ),
        ),
        migrations.RunPython(fill, migrations.RunPython.noop),
    ]
