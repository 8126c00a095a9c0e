#!/bin/bash
# Django 5.2.19's EmailMessage: a subject with an accent and more than some sixty letters arrives with a blank in front.
#
# Guess: whatever its length, the subject that a reader's program decodes is the one that was given.
# Seen: without an accent a long subject is folded at a blank between two words and comes back whole. With one it
#   is first encoded into pieces of up to 75 signs, as if the line did not begin with "Subject: "; the first piece
#   does not fit behind that, so the line is broken in front of it. The header begins with an empty first line, and
#   Python's own parser (email.policy.default) reads the subject with a blank before its first word. A short accented
#   subject comes back as it was. Django 6.1.3, which writes mail through Python's newer classes, has none of it.
# Why it matters: whoever compares subjects, threads or filters by them, or shows them in a list, meets the blank; only
#   languages with accents do. Encoded with `email.header.Header(subject, "utf-8", header_name="Subject")`, the
#   pieces leave room and the subject comes back whole.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/send.py" <<'END'
from email import message_from_bytes, policy
from email.header import Header
from email.mime.text import MIMEText

from django.conf import settings

settings.configure()
from django.core.mail import EmailMessage

SHORT = "Su consulta está confirmada"
LONG = "Su consulta del miércoles, 25 de noviembre, a las diez de la mañana, está confirmada"
PLAIN = "Your consultation on Wednesday, November 25, at ten in the morning, is confirmed now"


def read(raw):
    return str(message_from_bytes(raw, policy=policy.default)["Subject"])


for name, subject in (("short", SHORT), ("plain", PLAIN), ("long", LONG)):
    raw = EmailMessage(subject, "x", "a@example.com", ["b@example.com"]).message().as_bytes()
    found = read(raw)
    print(name, "as given" if found == subject else "with a blank" if found == f" {subject}" else found)

by_hand = MIMEText("x")
by_hand["Subject"] = Header(LONG, "utf-8", header_name="Subject").encode()
print("by hand", "as given" if read(by_hand.as_bytes()) == LONG else "otherwise")
END
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Django==5.2.19
"$dir/venv/bin/python" "$dir/send.py" | tee "$dir/seen"
grep -qxF 'short as given' "$dir/seen"
grep -qxF 'plain as given' "$dir/seen"
grep -qxF 'long with a blank' "$dir/seen"
grep -qxF 'by hand as given' "$dir/seen"
