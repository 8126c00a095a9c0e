"""Checks of the machine: disk space, who may read and write which files, Python, time zones,
versions.
"""

import json
import os
import shutil
import stat
import subprocess
import sys
import zoneinfo
from collections.abc import Iterator
from datetime import date, datetime, time, timedelta
from importlib import metadata, resources
from pathlib import Path

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from packaging.requirements import InvalidRequirement, Requirement

from clinic.office.models import Office
from clinic.operations.doctor.report import (
    Finding,
    Level,
    Look,
    in_production,
    note,
    plural,
    red,
    warning,
)
from clinic.site import static_files

GIGABYTE = 1_000_000_000
MOST_FILES = 20_000  # of the media folder that are looked at
# What browsers run, or what a web server may: none of it is a picture.
RUNS = {".html", ".htm", ".xhtml", ".svg", ".js", ".mjs", ".php", ".py", ".cgi", ".sh", ".pl"}
# Until when a Python gets security fixes (devguide.python.org/versions, end of that month).
SUPPORTED_UNTIL = {
    (3, 11): date(2027, 10, 31),
    (3, 12): date(2028, 10, 31),
    (3, 13): date(2029, 10, 31),
    (3, 14): date(2030, 10, 31),
}
SOON = timedelta(days=180)
LOCK = "requirements.txt"
INSTALL = "Run `deploy/update.sh`, or `.venv/bin/pip install --require-hashes -r requirements.txt`."


# ---- files -------------------------------------------------------------------------------------
def disk(look: Look) -> Iterator[Finding]:
    """Whether there is room for the database, pictures and backups, once for each file system."""
    seen: set[int] = set()
    for name, folder in _folders().items():
        if not folder.exists():
            continue
        device = folder.stat().st_dev
        if device in seen:
            continue
        seen.add(device)
        room = shutil.disk_usage(folder)
        share = room.free / room.total if room.total else 0
        words = f"{room.free / GIGABYTE:.1f} GB ({share:.0%}) are left where {name} lies."
        mend = "Make room: old backups and logs first (`du -xh --max-depth=2 / | sort -h | tail`)."
        if share < 0.05 or room.free < GIGABYTE / 4:
            yield red("disk.full", words, mend)
        elif share < 0.1 or room.free < GIGABYTE:
            yield warning("disk.nearly-full", words, mend)


def _folders() -> dict[str, Path]:
    folders = {"var/": Path(settings.VAR_DIR), "the media folder": Path(settings.MEDIA_ROOT)}
    folders["the backup folder"] = backup_folder()
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        folders["the database"] = Path(database["NAME"]).parent
    elif not database.get("HOST") or database["HOST"] in ("127.0.0.1", "localhost", "::1"):
        folders["PostgreSQL"] = Path("/var/lib/postgresql")  # as Debian has it
    return folders


def backup_folder() -> Path:
    return Path(settings.BACKUP_FOLDER)


def secrets_are_ours(look: Look) -> Iterator[Finding]:
    """Whether other accounts of this machine may read the settings' file or patients' data."""
    env = Path(settings.BASE_DIR, settings.ENV_FILE or ".env")
    if stat.S_ISREG(_mode(env)) and _mode(env) & stat.S_IRWXO:  # not /dev/null
        yield red(
            "permissions.env",
            f"Every account of this machine may read {env.name}, in which the keys stand.",
            f"chmod o= {env}",
        )
    places = {"The backup folder": backup_folder(), "The folder of mail": _mail_folder()}
    database = settings.DATABASES["default"]
    if database["ENGINE"].endswith("sqlite3"):
        places["The database"] = Path(database["NAME"])
    for name, path in places.items():
        if _is_open_to_all(path):
            yield Finding(
                in_production(Level.RED),
                "permissions.data",
                f"{name}, which holds patients' data, can be read by every account of this"
                " machine.",
                f"chmod o= {path}",
            )


def _mail_folder() -> Path:
    return Path(settings.EMAIL_FILE_PATH)


def _is_open_to_all(path: Path) -> bool:
    """Whether others may read it, and pass every folder on the way to it."""
    way = path.absolute().parents
    return bool(_mode(path) & stat.S_IROTH) and all(_mode(each) & stat.S_IXOTH for each in way)


def _mode(path: Path) -> int:
    try:
        return path.stat().st_mode
    except OSError:  # not there, or not ours to ask
        return 0


def media(look: Look) -> Iterator[Finding]:
    """Whether we may write pictures, nobody else may, and nothing in the folder can be run."""
    folder = Path(settings.MEDIA_ROOT)
    if not folder.exists():
        if os.access(folder.parent, os.W_OK | os.X_OK):
            return  # the first picture makes it
        yield Finding(
            in_production(Level.WARNING),
            "media.missing",
            "The media folder is not there: nobody can upload a picture.",
            f"mkdir {folder}, as the site's own user.",
        )
        return
    if not os.access(folder, os.W_OK | os.X_OK):
        yield red(
            "media.not-writable",
            "The site may not write into the media folder: nobody can upload a picture.",
            f"chown it to the site's own user: {folder}",
        )
    if _mode(folder) & stat.S_IWOTH:
        yield red(
            "media.writable-by-all",
            "Every account of this machine may put files into the media folder, which everybody can"
            " fetch.",
            f"chmod o-w {folder}",
        )
    runs = sum(1 for file in _files(folder) if _can_run(file))
    if runs:
        yield red(
            "media.runs",
            f"{plural(runs, 'file')} in the media folder can be run, by a browser or by this"
            " machine: no picture is like that.",
            f"Look what it is, and who put it there: find {folder} -type f ( -perm /111 -o -name"
            " '*.html' -o -name '*.svg' )",
        )


def _files(folder: Path) -> Iterator[os.DirEntry[str]]:
    """Files below `folder`, up to a bound."""
    seen, waiting = 0, [str(folder)]
    while waiting:
        with os.scandir(waiting.pop()) as entries:
            for entry in entries:
                seen += 1
                if seen > MOST_FILES:
                    return
                if entry.is_dir(follow_symlinks=False):
                    waiting.append(entry.path)
                else:
                    yield entry


def _can_run(file: os.DirEntry[str]) -> bool:
    mode = file.stat(follow_symlinks=False).st_mode
    if Path(file.name).suffix.lower() in RUNS:
        return True
    return stat.S_ISREG(mode) and bool(mode & 0o111)


def static(look: Look) -> Iterator[Finding]:
    """Whether pages have their styles, scripts and fonts, all of this version."""
    try:
        static_files.check()
    except ImproperlyConfigured:
        yield red(
            "static.missing",
            "Not all static files of this version are collected: pages miss styles or scripts.",
            static_files.HOW,
        )


# ---- Python and libraries ----------------------------------------------------------------------
def python(look: Look) -> Iterator[Finding]:
    """Whether this Python still gets security fixes."""
    version = sys.version_info[:2]
    until = SUPPORTED_UNTIL.get(version)
    name = ".".join(map(str, version))
    if until is None:
        yield note("python.unknown", f"Python {name} was not tried with this version of the site.")
    elif look.now.date() > until:
        yield red(
            "python.over",
            f"Python {name} gets no security fixes since {until:%B %Y}.",
            "Upgrade Debian, or install a newer Python, and make the virtual environment anew.",
        )
    elif look.now.date() > until - SOON:
        yield warning(
            "python.ends",
            f"Python {name} gets security fixes until {until:%B %Y}.",
            "Plan the move to a newer Debian.",
        )


def versions(look: Look) -> Iterator[Finding]:
    """Whether what is installed is what requirements.txt says; with `online`, what is newer."""
    try:
        pins = list(_pins(Path(settings.BASE_DIR, LOCK).read_text(encoding="utf-8")))
    except OSError:
        yield note("versions.no-lock", f"{LOCK} is not there, so nothing is compared with it.")
        return
    behind = sorted(pin.name for pin in pins if not _is_installed(pin))
    if behind:
        yield warning(
            "versions.behind",
            f"{plural(len(behind), 'library', 'libraries')} differ from {LOCK}:"
            f" {', '.join(behind[:8])}{' …' if len(behind) > 8 else ''}.",
            INSTALL,
        )
    if look.online:
        yield from _newer(pins)


def _pins(lock: str) -> Iterator[Requirement]:
    """The requirements of a lock that count on this machine."""
    for line in lock.splitlines():
        if line[:1].isspace() or not line or line.startswith(("#", "-")):
            continue
        try:
            pin = Requirement(line.removesuffix("\\").strip())
        except InvalidRequirement:
            continue
        if pin.marker is None or pin.marker.evaluate():
            yield pin


def _is_installed(pin: Requirement) -> bool:
    try:
        return pin.specifier.contains(metadata.version(pin.name), prereleases=True)
    except metadata.PackageNotFoundError:
        return False


def _newer(pins: list[Requirement]) -> Iterator[Finding]:
    """What pip knows to be newer, of what we have pinned."""
    command = [sys.executable, "-m", "pip", "list", "--outdated", "--format=json"]
    try:
        asked = subprocess.run(command, capture_output=True, text=True, timeout=90)
        outdated = {each["name"].lower() for each in json.loads(asked.stdout)}
    except (OSError, subprocess.TimeoutExpired, ValueError):
        yield note("versions.not-asked", "The package registry could not be asked.")
        return
    newer = sorted(outdated & {pin.name.lower() for pin in pins})
    if newer:
        yield note(
            "versions.newer",
            f"{plural(len(newer), 'library', 'libraries')} can be had newer: {', '.join(newer)}.",
            'A developer raises the pins: make lock ARGS="--upgrade", then make test.',
        )


# ---- time zones --------------------------------------------------------------------------------
def time_zones(look: Look) -> Iterator[Finding]:
    """Which data says when summer time begins: the pinned package's, or an older one of the
    system's.
    """
    try:
        package = metadata.version("tzdata")
    except metadata.PackageNotFoundError:
        if not zoneinfo.TZPATH:
            yield red(
                "time-zones.none",
                "There is no time-zone data: PYTHONTZPATH is empty and the package tzdata is not"
                " installed.",
                INSTALL,
            )
        return
    if not zoneinfo.TZPATH or not _system_zones():
        return  # the package's
    different = _first_difference(look.now)
    if different:
        yield Finding(
            Level.RED,
            "time-zones.wrong",
            f"This system's time-zone data differs from the pinned package's ({package}), from"
            f" {different:%B %Y} on: times would be an hour off.",
            "Set PYTHONTZPATH= (empty) for web server and worker, and start them anew.",
        )
    else:
        yield Finding(
            in_production(Level.WARNING),
            "time-zones.system",
            f"The system's time-zone data is used, not the pinned package's ({package}). Today they"
            " agree.",
            "Set PYTHONTZPATH= (empty) for web server and worker, so that updates of the site bring"
            " the rules.",
        )


def _system_zones() -> Path | None:
    return next((Path(path) for path in zoneinfo.TZPATH if Path(path).is_dir()), None)


def _first_difference(now: datetime) -> date | None:
    """The first day of the next two years on which system and package do not agree about a zone
    that an office may have.
    """
    folder = _system_zones()
    found = [
        day
        for name in Office.Zone.values
        if folder and (day := _disagree_on(folder, name, now.date()))
    ]
    return min(found, default=None)


def _disagree_on(folder: Path, name: str, today: date) -> date | None:
    if not (folder / name).is_file():
        return None
    with (folder / name).open("rb") as data:
        system = zoneinfo.ZoneInfo.from_file(data, key=name)
    packaged = resources.files("tzdata").joinpath("zoneinfo", *name.split("/"))
    with packaged.open("rb") as data:
        package = zoneinfo.ZoneInfo.from_file(data, key=name)
    for number in range(2 * 366):
        noon = datetime.combine(today + timedelta(days=number), time(12))
        if system.utcoffset(noon) != package.utcoffset(noon):
            return noon.date()
    return None
