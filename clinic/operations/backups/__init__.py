"""Backups: database and media in one file, and the way back.

`backup.write` makes one, `restore.restore` brings one back, `latest` says when the newest was made.
A file is a tar archive, compressed by gzip and encrypted in the age format where there is a key, so
that it can be opened without this product; `archive` says what lies in it.
"""

from clinic.operations.backups.errors import BackupError as BackupError
from clinic.operations.backups.places import latest as latest
