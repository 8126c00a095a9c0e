#!/bin/bash
# WhiteNoise 6.12.0: a download that is resumed after the file has changed is glued from two versions.
#
# Guess: who answers Range also reads If-Range, and compares ETags as HTTP says: weakly, and from a list.
# Seen: with If-Range naming the old version the answer is 206 with the new file's bytes; HTTP wants 200 and
#   the whole file. If-None-Match with W/"..." (what nginx makes of the ETag when it compresses) or with two
#   ETags gets 200 and the whole file, where 304 is due. And "br;q=0" (never br) gets br.
# Why it matters: nothing for hashed names, which never change. Anything under a fixed name, a PDF to print
#   before the visit say, can arrive broken, and behind a compressing nginx it is never revalidated, only sent
#   again.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq "whitenoise[brotli]==6.12.0"
mkdir "$dir/files"
"$dir/venv/bin/python" - "$dir/files" <<'END'
import os
import subprocess
import sys
from pathlib import Path

from whitenoise import WhiteNoise

folder = Path(sys.argv[1])


def nothing(environ, start_response):
    start_response("404 Not Found", [])
    return []


def get(**headers):
    answer = []
    site = WhiteNoise(nothing, root=folder)
    environ = {"PATH_INFO": "/form.txt", "REQUEST_METHOD": "GET"}
    environ |= {f"HTTP_{name.upper()}": value for name, value in headers.items()}
    body = b"".join(site(environ, lambda status, sent: answer.extend([status, dict(sent)])))
    return answer[0], answer[1], body


file = folder / "form.txt"
file.write_bytes(b"old " * 1000)
os.utime(file, (1_790_000_000, 1_790_000_000))
old = get()[1]["ETag"]
file.write_bytes(b"new " * 1000)
os.utime(file, (1_795_000_000, 1_795_000_000))
status, headers, body = get(range="bytes=2000-", if_range=old)
etag = headers["ETag"]
print("If-Range with the old ETag:", status, body[:8])
weak, listed, same = (get(if_none_match=value)[0] for value in [f"W/{etag}", f'"x", {etag}', etag])
print(f"If-None-Match, weak: {weak}; one of two: {listed}; exact: {same}")
subprocess.run([sys.executable, "-m", "whitenoise.compress", "-q", folder], check=True)
never = get(accept_encoding="br;q=0")[1].get("Content-Encoding")
print("Accept-Encoding br;q=0 gets:", never)
assert etag != old and status.startswith("206") and body.startswith(b"new ")
assert weak.startswith("200") and listed.startswith("200") and same.startswith("304")
assert never == "br"
END
