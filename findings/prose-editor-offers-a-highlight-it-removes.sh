#!/bin/bash
# django-prose-editor 0.28.0 with nh3 0.3.8: text that staff highlight is not highlighted once it is saved.
#
# Guess: "one configuration for editor and allow-list" means that whatever a configured extension can write
#   survives the cleaning.
# Seen: the Highlight extension writes <mark>, the allow-list made from {"Highlight": True} has <span> only.
#   The words stay, the mark goes, in silence, with TextStyle and without. The package's own table for classes
#   knows that a highlight is a <mark>.
# Why it matters: somebody marks "do not eat beforehand", saves, and it is gone; they do it again. Test each
#   extension's tag through the field's own sanitizer before offering its button.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Django==5.2.19 "django-prose-editor[sanitize]==0.28.0" nh3==0.3.8
"$dir/venv/bin/python" - <<'END'
import django
from django.conf import settings

settings.configure(INSTALLED_APPS=["django_prose_editor"])
django.setup()
from importlib.resources import files

from django_prose_editor.config import allowlist_from_extensions
from django_prose_editor.fields import ProseEditorField

extensions = {"Bold": True, "Highlight": True, "TextStyle": True}
field = ProseEditorField(extensions=extensions, sanitize=True)
kept = field.sanitize("<p>Do <strong>not</strong> <mark>eat beforehand</mark>.</p>")
script = files("django_prose_editor").joinpath("static/django_prose_editor/editor.js").read_text()
print("kept:", kept)
print("allowed tags:", sorted(allowlist_from_extensions(extensions)["tags"]))
assert 'name:"highlight"' in script and '"mark"' in script
assert kept == "<p>Do <strong>not</strong> eat beforehand.</p>"
END
