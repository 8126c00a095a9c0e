#!/bin/bash
# phonenumberslite 9.0.42 against libphonenumber-js 1.13.16: "(310) 206-5678 (cell)" is another number.
#
# Guess: a word after the number is left out, or the number is refused because of it; both ports agree.
# Seen: three letters or more make the whole a "vanity number": (cell) is dialed as 2355, and the fourteen
#   digits +131020656782355 are too long. One or two letters ("m", "w") are left out. A word before the number
#   is left out as well. The JavaScript port, which may check the same field in the browser, leaves the word
#   out, and in turn does not read 1-800-FLOWERS.
# Why it matters: people say which phone it is. The form answers that the number is wrong, which it is not,
#   and the example beside it shows what they typed.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq phonenumberslite==9.0.42
npm install --silent --no-audit --no-fund --prefix "$dir" libphonenumber-js@1.13.16
python=$("$dir/venv/bin/python" - <<'END'
import phonenumbers as p

HOME, LAST = "(310) 206-5678 home", "1-800-FLOWERS"
for typed in ["(310) 206-5678 (cell)", HOME, "(310) 206-5678 m", "cell (310) 206-5678", LAST]:
    number = p.parse(typed, "US")
    print(typed, "->", p.format_number(number, p.PhoneNumberFormat.E164), p.is_valid_number(number))
END
)
cat > "$dir/read.cjs" <<'END'
const { parsePhoneNumberFromString } = require('libphonenumber-js/max')
for (const typed of ['(310) 206-5678 (cell)', '(310) 206-5678 home', '1-800-FLOWERS']) {
  const number = parsePhoneNumberFromString(typed, 'US')
  console.log(typed, '->', number ? `${number.number} ${number.isValid()}` : 'nothing')
}
END
javascript=$(cd "$dir" && node read.cjs)
printf 'Python:\n%s\nJavaScript:\n%s\n' "$python" "$javascript"
grep -qxF '(310) 206-5678 (cell) -> +131020656782355 False' <<< "$python"
grep -qxF '(310) 206-5678 home -> +131020656784663 False' <<< "$python"
grep -qxF '(310) 206-5678 m -> +13102065678 True' <<< "$python"
grep -qxF 'cell (310) 206-5678 -> +13102065678 True' <<< "$python"
grep -qxF '1-800-FLOWERS -> +18003569377 True' <<< "$python"
grep -qxF '(310) 206-5678 (cell) -> +13102065678 true' <<< "$javascript"
grep -qxF '1-800-FLOWERS -> +11800 false' <<< "$javascript"
