"""`make chaos`: kill the site's processes at random while people book and mail fails, and hold the
ledger.

make chaos                                       ten minutes
make chaos ARGS="--minutes 2"                    fewer
make chaos ARGS="--code ../a-copy --minutes 2"   another checkout, for example one that is broken

Everything runs on this machine alone, in a temporary folder; what is killed are processes that it
started, by their id. It exits with 1 when a promise is broken.
"""

import argparse
import os
import shutil
import sys
import tempfile
from pathlib import Path

from tests.postgres import SETTINGS

os.environ.update(SETTINGS)

from tests.chaos.ledger import Ledger
from tests.chaos.storm import Storm


def main() -> int:
    parser = argparse.ArgumentParser(prog="make chaos")
    parser.add_argument("--minutes", type=float, default=10)
    parser.add_argument("--requests", type=int, default=1000, help="at least so many, or go on")
    parser.add_argument("--code", type=Path, help="another checkout to run")
    parser.add_argument("--seed", type=int, default=7, help="of what is killed when")
    asked = parser.parse_args()
    folder = Path(tempfile.mkdtemp(prefix="clinic-chaos-"))
    try:
        with Storm(folder, seed=asked.seed, code=asked.code) as storm:
            print("The site runs; the first request comes in three seconds.", flush=True)
            storm.rage(asked.minutes * 60, requests=asked.requests, tell=print_now)
            print("Calm again: what waits goes out now.", flush=True)
            storm.calm_down()
            ledger = Ledger.of(storm)
    finally:
        shutil.rmtree(folder, ignore_errors=True)
    print("\n".join(ledger.lines()))
    return 1 if ledger.broken() else 0


def print_now(sentence: str) -> None:
    print(sentence, flush=True)


if __name__ == "__main__":
    sys.exit(main())
