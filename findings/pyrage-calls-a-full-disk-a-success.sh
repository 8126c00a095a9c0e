#!/bin/bash
# pyrage 1.4.0 (age encryption for Python): an error of the last write is swallowed, so that a full disk passes for
# a file that was written.
#
# Guess: `encrypt_io` and `encrypt_file` raise when the target refuses bytes, as they do in the middle of a large file.
# Seen: what is written at the end (the last chunk of 64 KiB and, of a file below that, all of it) goes out while the
#   writer is dropped, and whatever it raises is lost. `encrypt_file` to /dev/full returns as if nothing were wrong;
#   200,000 bytes to a target with room for all but the last 2,000 raise nothing either, and what is there does not
#   open ("age file is truncated" or a decryption error). An error before the last chunk arrives as EncryptError.
# Why it matters: whoever makes encrypted backups with it finds out at the restore. Keep the writer's error beside it,
#   as clinic/operations/backups/archive.py does, and read back what was written.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
python3 -m venv "$dir/venv"
"$dir/venv/bin/pip" install -qq pyrage==1.4.0
"$dir/venv/bin/python" - "$dir" <<'END'
import io
import sys
from pathlib import Path

import pyrage

key = pyrage.x25519.Identity.generate()
to = [key.to_public()]


class Disk(io.BytesIO):
    """Takes `size` bytes, then is full."""

    def __init__(self, size):
        super().__init__()
        self.size, self.refused = size, 0

    def write(self, piece):
        if self.tell() + len(piece) > self.size:
            self.refused += 1
            raise OSError(28, "No space left on device")
        return super().write(piece)


def told(content, size):
    """What the library says, how often the disk refused, and whether the file opens."""
    disk = Disk(size)
    try:
        pyrage.encrypt_io(io.BytesIO(content), disk, to)
        said = "nothing"
    except pyrage.EncryptError as error:
        said = str(error)
    try:
        opens = pyrage.decrypt(disk.getvalue(), [key]) == content
    except Exception:
        opens = False
    return said, disk.refused, opens


whole = len(pyrage.encrypt(bytes(200_000), to))
small, large, middle = told(b"ten bytes!", 0), told(bytes(200_000), whole - 2000), told(bytes(200_000), 70_000)
print("ten bytes, disk full from the start:", small)
print("200,000 bytes, room for all but the last 2,000:", large)
print("200,000 bytes, full in the middle:", middle)
source = Path(sys.argv[1], "source")
source.write_bytes(b"ten bytes!")
print("encrypt_file to /dev/full:", pyrage.encrypt_file(str(source), "/dev/full", to))
assert small[0] == large[0] == "nothing", (small, large)
assert small[1] and large[1], "the disk did refuse"
assert not small[2] and not large[2], "what is there does not open"
assert "No space left" in middle[0], middle
END
