#!/bin/bash
# phonenumberslite 9.0.42 (and django-phonenumber-field 9.0.0 on it): a Mexican mobile as WhatsApp writes it,
# with a 1 after +52, was mended by 8.13.30 and is refused now.
#
# Guess: data releases learn numbers, they do not unlearn a form that people still copy; it is read as the
#   number of today, as Argentina's "15" is read as today's "9".
# Seen: 8.13.30 reads +52 1 55 1234 5678 as +525512345678, valid. 9.0.42 keeps the 1 and calls it too long;
#   the form field says "Enter a valid phone number". Without the 1 the same phone is valid in both.
# Why it matters: patients copy their number from WhatsApp and are told that it is wrong, with an example of a
#   number in another country; a list that was read in with the old release is not read in with the new one.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq Django==5.2.19 django-phonenumber-field==9.0.0 phonenumberslite==9.0.42
"$dir/venv/bin/pip" install -qq --no-deps --target "$dir/old" phonenumberslite==8.13.30
cat > "$dir/read.py" <<'END'
import phonenumbers as p

for typed in ["+52 1 55 1234 5678", "+52 55 1234 5678", "+54 11 15 2345 6789"]:
    number = p.parse(typed, "US")
    e164 = p.format_number(number, p.PhoneNumberFormat.E164)
    print(p.__version__, typed, "->", e164, "valid" if p.is_valid_number(number) else "invalid")
END
old=$(PYTHONPATH="$dir/old" "$dir/venv/bin/python" "$dir/read.py")
new=$("$dir/venv/bin/python" "$dir/read.py")
printf '%s\n%s\n' "$old" "$new"
grep -qx '8.13.30 +52 1 55 1234 5678 -> +525512345678 valid' <<< "$old"
grep -qx '9.0.42 +52 1 55 1234 5678 -> +5215512345678 invalid' <<< "$new"
grep -qx '9.0.42 +52 55 1234 5678 -> +525512345678 valid' <<< "$new"
grep -qx '9.0.42 +54 11 15 2345 6789 -> +5491123456789 valid' <<< "$new"
"$dir/venv/bin/python" - <<'END'
import django
from django.conf import settings
from django.core.exceptions import ValidationError

settings.configure()
django.setup()
from phonenumber_field.formfields import PhoneNumberField

try:
    PhoneNumberField(region="US").clean("+52 1 55 1234 5678")
except ValidationError as refused:
    print("the form field:", refused.messages[0])
else:
    raise SystemExit("the form field takes it now")
END
