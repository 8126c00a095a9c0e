#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line
from django.db.utils import InterfaceError, OperationalError, ProgrammingError

# Away, not let in, without tables, or busy. Its own words are left out: they may hold a value.
DATABASE = (
    "The database did not do what was asked ({}). `manage.py doctor` says what is wrong and how to"
    " mend it; --traceback shows where it was."
)
INTERRUPTED = 128 + 2  # as a shell says of what Ctrl-C ended


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as missing:
        print(f"The site did not start. {missing}", file=sys.stderr)
        sys.exit(2 if sys.argv[1:2] == ["doctor"] else 1)  # to its monitors that is red
    except KeyboardInterrupt:
        print("\nStopped.", file=sys.stderr)
        sys.exit(INTERRUPTED)
    except BrokenPipeError:  # whoever read the lines has enough, as `head` has
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        sys.exit(1)
    except (InterfaceError, OperationalError, ProgrammingError) as trouble:
        if "--traceback" in sys.argv or sys.argv[1:2] == ["migrate"]:  # whose author must know
            raise
        print(DATABASE.format(type(trouble).__name__), file=sys.stderr)
        sys.exit(1)


if __name__ == "__main__":
    main()
