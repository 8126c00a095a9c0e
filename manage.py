#!/usr/bin/env python
"""Django's command line for this project."""

import os
import sys

from django.core.exceptions import ImproperlyConfigured
from django.core.management import execute_from_command_line


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "clinic.settings")
    try:
        execute_from_command_line(sys.argv)
    except ImproperlyConfigured as missing:
        print(f"The site did not start. {missing}", file=sys.stderr)
        sys.exit(2 if sys.argv[1:2] == ["doctor"] else 1)  # to its monitors that is red


if __name__ == "__main__":
    main()
