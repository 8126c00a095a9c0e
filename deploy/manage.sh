#!/bin/sh
# Written by deploy/setup.sh. The owner's commands, as the site's own user and with its settings:
# `sudo acupunctury createsuperuser`.
[ "$(id -u)" = 0 ] || exec sudo "$0" "$@"
exec runuser -u @SITE_USER@ -- env ENV_FILE=@SETTINGS@ PYTHONTZPATH= @APP@/current/.venv/bin/python @APP@/current/manage.py "$@"
