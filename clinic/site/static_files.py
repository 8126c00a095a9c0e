"""Static files check: whether `collectstatic` has run."""

from typing import Any

from django.apps import apps
from django.contrib.staticfiles.finders import get_finders
from django.contrib.staticfiles.storage import ManifestFilesMixin, staticfiles_storage
from django.core.exceptions import ImproperlyConfigured

HOW = "Run `manage.py collectstatic --noinput`, then start it again."


def are_collected() -> bool:
    """Whether there is a manifest, which names each file's collected copy; always while none is
    needed.
    """
    storage = _with_manifest()
    if storage is None:
        return True
    return bool(storage.hashed_files) and bool(
        storage.manifest_storage.exists(storage.manifest_name)
    )


def check() -> None:
    """Raises ImproperlyConfigured unless every static file of this version has been collected."""
    storage = _with_manifest()
    if storage is None:
        return
    if not are_collected():
        raise ImproperlyConfigured(f"The static files have not been collected. {HOW}")
    config: Any = apps.get_app_config("staticfiles")
    ignored = list(config.ignore_patterns)
    wanted = {path for finder in get_finders() for path, _ in finder.list(ignored)}
    known = {path: copy for path, copy in storage.hashed_files.items() if path in wanted}
    missing = (wanted - set(known)) | {
        path for path, copy in known.items() if not storage.exists(copy)
    }
    if missing:
        raise ImproperlyConfigured(
            f"{len(missing)} static files have not been collected, {min(missing)} among them. {HOW}"
        )


def _with_manifest() -> Any:
    """The storage of a server; None in development, where files are served from where they were
    written.
    """
    storage: Any = staticfiles_storage
    if isinstance(storage, ManifestFilesMixin):
        return storage
    return None
