"""The settings of a server, with what the site writes kept in the measurement's own folder."""

import os

from clinic.settings import *  # noqa: F403

STATIC_ROOT = os.environ["STATIC_FOLDER"]
LOGGING["handlers"]["console"]["stream"] = open(os.environ.get("BENCH_LOG", os.devnull), "a")  # noqa: F405, SIM115  (lines are formatted, not read)
