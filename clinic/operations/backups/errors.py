"""Errors of backups: each is a sentence that says how to mend it."""


class BackupError(Exception):
    """A backup was not made, or not restored. Nothing was changed."""


class BrokenFile(BackupError):
    """The file is no backup, is cut short, was changed, or opens with another key."""
