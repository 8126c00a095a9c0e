"""`python -m tests.record FOLDER`: write every page, mail, word to say, calendar file and CSV into
FOLDER.

Run it before a change that should alter nothing and again after it, into another folder; then `diff
-r before after` says what did change. The clock stands, and what is random comes from a fixed seed.
"""

import os
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]


def main(arguments: list[str]) -> int:
    if len(arguments) != 1 or arguments[0].startswith("-"):
        print("Say into which folder: python -m tests.record FOLDER", file=sys.stderr)
        return 2
    folder = Path(arguments[0]).resolve()
    if folder.exists() and any(folder.iterdir()):
        print(f"{folder} is not empty: name a new folder, or empty it.", file=sys.stderr)
        return 2
    environment = os.environ | {"RECORD_FOLDER": str(folder), "PYTHONHASHSEED": "0"}
    pytest = [
        sys.executable,
        "-m",
        "pytest",
        "-q",
        "-n",
        "0",
        "-p",
        "no:randomly",
        "tests/record/states.py",
    ]
    status = subprocess.call(pytest, cwd=ROOT, env=environment)
    files = [file for file in folder.rglob("*") if file.is_file()]
    print(f"{len(files)} files in {folder}; remove the folder to undo.")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
