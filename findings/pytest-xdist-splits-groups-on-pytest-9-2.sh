#!/bin/bash
# pytest-xdist 3.8.0 on pytest 9.2.0: tests of one xdist_group are spread over all workers, without a word.
#
# Guess: with `--dist loadgroup` tests that bear the same xdist_group run in one worker, whatever pytest it is.
# Seen: with pytest 9.1.1 each of two groups stays in its worker; with 9.2.0 groups are split between both.
#   The plugin appends "@group" to `item._nodeid`; pytest 9.2.0 keeps the id in `item._id`, so the scheduler
#   sees no group and spreads test by test. Nothing warns, every test passes.
# Why it matters: whoever keeps slow set-ups, a port or a file to one worker by a group pays them once a worker,
#   or meets races that the mark was to exclude.
set -eu
dir=$(mktemp -d)
trap 'rm -rf "$dir"' EXIT
cat > "$dir/test_groups.py" <<'END'
import time

import pytest


@pytest.mark.parametrize("number", range(24))
@pytest.mark.xdist_group("one")
def test_one(number, worker_id, record_property):
    time.sleep(0.02)
    record_property("at", f"one {worker_id}")


@pytest.mark.parametrize("number", range(24))
@pytest.mark.xdist_group("two")
def test_two(number, worker_id, record_property):
    time.sleep(0.02)
    record_property("at", f"two {worker_id}")
END
workers_of_groups() { # with pytest of version $1: "GROUP WORKER" lines, each once
    python3 -m venv "$dir/$1"
    "$dir/$1/bin/pip" install -qq "pytest==$1" "pytest-xdist==3.8.0"
    (cd "$dir" && "$1/bin/python" -m pytest -q -p no:cacheprovider -n 2 --dist loadgroup \
        --junit-xml "$1.xml" test_groups.py > "$1.log")
    grep -o 'value="[a-z]* gw[0-9]"' "$dir/$1.xml" | sort -u
}
before=$(workers_of_groups 9.1.1)
now=$(workers_of_groups 9.2.0)
printf 'pytest 9.1.1:\n%s\npytest 9.2.0:\n%s\n' "$before" "$now"
test "$(wc -l <<< "$before")" = 2
test "$(wc -l <<< "$now")" = 4
