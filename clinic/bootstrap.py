"""Bootstrap: what `make` runs before any library is installed.

    python3 -m clinic.bootstrap run|test|check|format|lock|bench|chaos|sbom|prepare

Standard library only, and no syntax newer than Python 3.6: an old Python has to be able to read
this file in order to say that it is too old. Whatever goes wrong is one sentence that says how to
mend it.
"""

import base64
import errno
import hashlib
import importlib.util
import os
import secrets
import shutil
import socket
import subprocess
import sys
import tempfile
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
SITE, TOOLS = "requirements.txt", "requirements-dev.txt"
CHROMIUM = ["chromium", "chromium-browser", "google-chrome", "google-chrome-stable"]
NO_TESTS = 5  # pytest's exit code when it selected none

LINTED = ["clinic", "articles", "bookings", "fonts", "manage.py", "gunicorn.conf.py"]
# Of every library installed. Two say theirs in their repository alone: MIT, looked up there.
LICENSES = [
    "--ignore-packages",
    "axe-playwright-python",
    "pyrage",
    "--partial-match",
    "--allow-only",
    "MIT;BSD;Apache;ISC;MPL;Mozilla;Python Software Foundation;PSF;Unlicense;LGPL",
]

ENV_FILE = """\
# Written by `make run` for this machine alone. .env.example explains every setting.
DEVELOPMENT=true
SECRET_KEY={secret_key}
# Encrypts phone numbers, e-mail addresses and notes: without it they cannot be read again.
SEALING_KEYS={sealing_key}
"""


class Refusal(Exception):
    """Why it cannot go on, in one sentence for the person at the terminal."""


def say(sentence: str) -> None:
    print(sentence, flush=True)


# ---- what the machine must offer ---------------------------------------------------------------
def check_python(version: tuple) -> None:
    if version < (3, 11):
        raise Refusal(
            "Python 3.11 or newer is needed and this is {}.{}: install a newer one, or name it, "
            "for example `make run PYTHON=python3.12`.".format(*version)
        )


def check_folder(folder: Path) -> None:
    """Raises Refusal unless files can be made in `folder`."""
    try:
        with tempfile.TemporaryFile(dir=str(folder)):
            pass
    except OSError as problem:
        raise Refusal(
            f"Nothing can be written in {folder} ({problem.strerror}): give yourself the right to, "
            "or put the project into a folder of your own."
        ) from None


def check_readable(file: Path) -> None:
    if file.exists() and not os.access(str(file), os.R_OK):
        raise Refusal(
            f"{file} belongs to someone else: make it yours with `sudo chown $USER {file}`."
        )


def port_from(environment: dict) -> int:
    text = environment.get("PORT") or "8000"
    if not (text.isdecimal() and 0 < int(text) < 65536):
        raise Refusal(
            f"PORT is {text!r}, but must be a number from 1 to 65535: try `PORT=8001 make run`."
        )
    return int(text)


def check_port(port: int) -> None:
    """Raises Refusal unless a server can listen on `port` of this machine."""
    with socket.socket() as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind(("127.0.0.1", port))
        except OSError as problem:
            if problem.errno == errno.EADDRINUSE:
                why = "is taken by another program: stop that one"
            else:
                why = f"cannot be used ({problem.strerror}): use a free one above 1023"
            other = port + 1 if 1023 < port < 65535 else 8001
            raise Refusal(
                f"Port {port} {why}, or serve elsewhere with `PORT={other} make run`."
            ) from None


# ---- what is made once -------------------------------------------------------------------------
def python_in(root: Path) -> str:
    return str(root / ".venv" / "bin" / "python")


def make_venv(root: Path) -> None:
    """`.venv` holds a Python that runs and is new enough. Raises Refusal."""
    check = [python_in(root), "-c", "import sys, pip; sys.exit(sys.version_info < (3, 11))"]
    try:
        if subprocess.call(check, stderr=subprocess.DEVNULL) == 0:
            return
    except OSError:
        pass  # none there, or one whose Python was removed
    for module in ("venv", "ensurepip"):
        if importlib.util.find_spec(module) is None:
            raise Refusal(
                "This Python cannot make a virtual environment, because its venv module is missing:"
                " on Debian or Ubuntu `sudo apt install python3-venv` adds it."
            )
    say("Making the virtual environment .venv")
    venv = [sys.executable, "-m", "venv", "--clear", str(root / ".venv")]
    try:
        made = subprocess.run(venv, stdout=subprocess.PIPE, stderr=subprocess.STDOUT)
    except BaseException:
        shutil.rmtree(
            str(root / ".venv"), ignore_errors=True
        )  # half of one would look like a whole one
        raise
    if made.returncode != 0:
        shutil.rmtree(str(root / ".venv"), ignore_errors=True)
        words = made.stdout.decode("utf-8", "replace").strip().splitlines() or [
            "it did not say why"
        ]
        raise Refusal(
            f"The virtual environment .venv could not be made ({words[-1]}): see that there is room"
            " on the disk, and that `python3 -m venv` works elsewhere."
        )


def install(root: Path, lock: str) -> None:
    """`.venv` holds what `lock` lists; pip runs only when that list has changed. Raises Refusal."""
    digest = hashlib.sha256((root / lock).read_bytes()).hexdigest()
    stamp = root / ".venv" / ("installed-" + lock)
    if stamp.exists() and stamp.read_text() == digest:
        return
    say(f"Installing what {lock} lists, which takes a minute the first time")
    log = root / ".venv" / "pip.log"
    pip = [python_in(root), "-m", "pip", "install", "--require-hashes", "--no-input"]
    pip += ["--disable-pip-version-check", "-r", lock]
    with log.open("wb") as words:
        status = subprocess.call(pip, cwd=str(root), stdout=words, stderr=subprocess.STDOUT)
    if status != 0:
        raise Refusal(
            f"Installing what {lock} lists did not work: see that this machine is online and has "
            "room on its disk, then try again; what pip said is in .venv/pip.log, and a .venv that "
            "seems broken may be removed."
        )
    stamp.write_text(digest)


def write_env(file: Path) -> bool:
    """A new `.env` with this machine's own keys, for its owner's eyes. One that is there stays as
    it is.
    """
    text = ENV_FILE.format(
        secret_key=secrets.token_urlsafe(48),
        sealing_key=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
    )
    try:
        descriptor = os.open(str(file), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except FileExistsError:
        return False
    with os.fdopen(descriptor, "w") as written:
        written.write(text)
    return True


def chromium() -> str:
    """The path of a Chromium on this machine, or nothing."""
    found = (shutil.which(name) for name in CHROMIUM)
    return next((path for path in found if path), "")


# Programs that tests start, and the Debian package of each.
PACKAGES = {
    "chromium": "chromium",
    "pgbouncer": "pgbouncer",
    "nginx": "nginx",
    "shellcheck": "shellcheck",
    "logrotate": "logrotate",
    "systemd-analyze": "systemd",
}


def program(name: str) -> str:
    """The path of a program on this machine, or nothing."""
    if name == "chromium":
        return chromium()
    folders = os.pathsep.join(
        [os.environ.get("PATH", os.defpath), "/usr/sbin"]
    )  # which few users look through
    return shutil.which(name, path=folders) or ""


def refuse_services(policy: Path) -> "Path | None":
    """Debian asks this file whether a package may start its service. Returned is what to remove
    afterwards: nothing where the machine has such a file already.
    """
    try:
        descriptor = os.open(str(policy), os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o755)
    except OSError:
        return None
    with os.fdopen(descriptor, "w") as written:
        written.write("#!/bin/sh\nexit 101\n")
    return policy


def install_programs(root: Path) -> None:
    """What tests start besides Python (Chromium, PgBouncer, nginx and so on), from Debian, where
    missing and this user may install it. Without starting any: nginx would take port 80.
    """
    missing = [name for name in PACKAGES if not program(name)]
    if not missing or os.geteuid() != 0 or not shutil.which("apt-get"):
        return
    say("Installing {} for the tests, which takes a minute or two".format(", ".join(missing)))
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    packages = [PACKAGES[name] for name in missing]
    keeps_services_off = refuse_services(Path("/usr/sbin/policy-rc.d"))
    try:
        with (root / ".venv" / "apt.log").open("wb") as words:
            for step in (["update"], ["install", "-y"] + packages):
                subprocess.call(
                    ["apt-get"] + step, env=quiet, stdout=words, stderr=subprocess.STDOUT
                )
    finally:
        if keeps_services_off:
            keeps_services_off.unlink()
    for name in missing:
        if not program(name):
            say(f"{name} could not be installed; what apt-get said is in .venv/apt.log.")


def prepare(root: Path, *locks: str) -> None:
    """The virtual environment, the libraries, `.env` and the folder `var` are there. Raises
    Refusal.
    """
    check_folder(root)
    (root / "var").mkdir(mode=0o700, exist_ok=True)  # patients' data: for its owner alone
    check_folder(root / "var")
    make_venv(root)
    for lock in locks:
        install(root, lock)
    if write_env(root / ".env"):
        say("Wrote .env with this machine's own keys")
    check_readable(root / ".env")


# ---- the targets -------------------------------------------------------------------------------
def run(root: Path) -> int:
    port = port_from(dict(os.environ))
    check_port(port)
    prepare(root, SITE)
    os.chdir(str(root))
    sys.stdout.flush()
    environment = dict(os.environ, PORT=str(port))
    os.execve(python_in(root), [python_in(root), "manage.py", "serve"], environment)


def test(root: Path, arguments: list) -> int:
    """All tests on PostgreSQL, then those marked `both_databases` on SQLite."""
    prepare(root, SITE, TOOLS)
    install_programs(root)
    pytest = [python_in(root), "-m", "pytest"]
    postgres = subprocess.call(pytest + arguments, cwd=str(root))
    chosen = arguments or marked(root)
    if not chosen:
        return postgres
    say("\nOnce more on SQLite, what is marked both_databases:")
    both = ["--database", "sqlite", "-m", "both_databases"]
    sqlite = subprocess.call(pytest + both + chosen, cwd=str(root))
    if sqlite == NO_TESTS and arguments:
        sqlite = 0
    return postgres or sqlite


def bench(root: Path, arguments: list) -> int:
    """How fast it answers and sends, as a table."""
    prepare(root, SITE, TOOLS)
    return subprocess.call([python_in(root), "-m", "tests.bench"] + arguments, cwd=str(root))


def chaos(root: Path, arguments: list) -> int:
    """The site's processes are killed at random; fails when a promise is broken."""
    prepare(root, SITE, TOOLS)
    return subprocess.call([python_in(root), "-m", "tests.chaos"] + arguments, cwd=str(root))


def sbom(root: Path) -> int:
    """What the site runs on, as a software bill of materials (CycloneDX)."""
    prepare(root, SITE, TOOLS)
    made = root / "var" / "sbom.json"
    command = [str(root / ".venv" / "bin" / "cyclonedx-py"), "requirements", SITE]
    status = subprocess.call(command + ["--of", "JSON", "-o", str(made)], cwd=str(root))
    if status == 0:
        say(f"Wrote {made.relative_to(root)}, a CycloneDX list of every library of the site.")
    return status


def marked(root: Path) -> list:
    """The files with tests that carry the mark `both_databases`: to read all the others takes
    long.
    """
    mark = "mark." + "both_databases"
    files = sorted((root / "tests").rglob("test_*.py"))
    return [
        str(file.relative_to(root)) for file in files if mark in file.read_text(encoding="utf-8")
    ]


def templates(root: Path) -> list:
    return sorted(str(file.relative_to(root)) for file in (root / "templates").rglob("*.html"))


def quietly(command: list, root: Path, environment: dict) -> tuple:
    """How `command` ended, and what it said."""
    done = subprocess.run(
        command, cwd=str(root), env=environment, stdout=subprocess.PIPE, stderr=subprocess.STDOUT
    )
    return done.returncode, done.stdout.decode("utf-8", "replace")


def on_a_server() -> dict:
    """An environment as on a server, with the settings that are required there and none of this
    machine's.
    """
    return dict(
        {
            name: value
            for name, value in os.environ.items()
            if name in ("PATH", "HOME", "LANG", "PYTHONTZPATH")
        },
        ENV_FILE=os.devnull,
        SECRET_KEY=secrets.token_urlsafe(48),
        SEALING_KEYS=base64.urlsafe_b64encode(secrets.token_bytes(32)).decode("ascii"),
        SITE_URL="https://www.clinic.example",
        ALLOWED_HOSTS="www.clinic.example",
        EMAIL_URL="smtp+tls://user:password@mail.clinic.example",
        MAIL_FROM="office@clinic.example",
        BEHIND_HTTPS_PROXY="true",
        PROXY_HOPS="1",
    )


def check(root: Path) -> int:
    """Every check, also after one that failed, so that one run tells all."""
    prepare(root, SITE, TOOLS)
    binary, manage = str(root / ".venv" / "bin"), [python_in(root), "manage.py"]
    checks = [
        (
            "types",
            [binary + "/mypy"],
        ),  # first: it takes as long as all the others, which go on beside it
        ("format", [binary + "/ruff", "format", "--check", "--output-format", "concise", "."]),
        ("lint", [binary + "/ruff", "check", "--quiet", "--output-format", "concise", "."]),
        ("imports", [binary + "/lint-imports", "--no-logo"]),
        ("templates", [binary + "/djade", "--target-version", "5.2", "--check"] + templates(root)),
        ("translations", [python_in(root), "-m", "clinic.messages", "--check"]),
        ("missing migrations", manage + ["makemigrations", "--check", "--dry-run"]),
        ("Django's own checks", manage + ["check"]),
        # Medium and above: what a web server does, not how tests and tools call programs.
        ("security lint", [binary + "/bandit", "-q", "-ll", "-r"] + LINTED),
        ("secrets in the history", [python_in(root), "-m", "tests.secrets_scan"]),
        ("licenses", [binary + "/pip-licenses", "--from=mixed", "--order=license"] + LICENSES),
        ("checks for a server", manage + ["check", "--deploy", "--fail-level", "WARNING"]),
    ]
    usual, environments = dict(os.environ), {"checks for a server": on_a_server()}
    failed = []
    with ThreadPoolExecutor(2) as two:
        done = two.map(
            lambda each: quietly(each[1], root, environments.get(each[0], usual)), checks
        )
        for (name, _), (status, words) in zip(checks, done):
            say("== " + name)
            sys.stdout.write(words)
            if status != 0:
                failed.append(name)
    if failed:
        raise Refusal(
            "Not in order: {}. `make format` mends what a tool can.".format(", ".join(failed))
        )
    say("All in order.")
    return 0


def rewrite(root: Path) -> int:
    """Code and templates in the project's format."""
    prepare(root, SITE, TOOLS)
    binary = str(root / ".venv" / "bin")
    for command in (
        [binary + "/ruff", "check", "--fix", "--exit-zero", "--quiet", "."],
        [binary + "/ruff", "format", "."],
        [binary + "/djade", "--target-version", "5.2"] + templates(root),
    ):
        subprocess.call(command, cwd=str(root))  # djade answers 1 when it rewrote something
    return 0


def messages(root: Path, arguments: list) -> int:
    """The catalogs under locale/ anew."""
    prepare(root, SITE, TOOLS)
    command = [python_in(root), "-m", "clinic.messages", *arguments]
    return subprocess.call(command, cwd=str(root))


def lock(root: Path, arguments: list) -> int:
    """Both locks anew, for every platform, with hashes and without the address they came from.

    What is pinned stays pinned where its range allows it; `--upgrade` takes the newest of every
    range.
    """
    if arguments not in ([], ["--upgrade"]):
        raise Refusal(
            'make lock takes nothing, or ARGS="--upgrade" for the newest that each range allows.'
        )
    prepare(root, SITE, TOOLS)
    for name in (SITE, TOOLS):
        uv = [str(root / ".venv" / "bin" / "uv"), "pip", "compile", "--quiet", "--universal"]
        uv += [
            "--python-version",
            "3.11",
            "--generate-hashes",
            "--no-header",
            "--no-emit-index-url",
        ]
        uv += arguments
        if subprocess.call(uv + [name.replace(".txt", ".in"), "-o", name], cwd=str(root)) != 0:
            raise Refusal(
                f"{name} could not be written: the lines above say what does not fit together."
            )
    return 0


def main(arguments: list, root: Path = ROOT) -> int:
    targets = {"run": run, "check": check, "format": rewrite, "sbom": sbom}
    try:
        check_python(tuple(sys.version_info))
        # The tzdata package is the same everywhere; the system's own zones may be years old.
        os.environ.setdefault("PYTHONTZPATH", "")
        if arguments[:1] == ["test"]:
            return test(root, arguments[1:])
        if arguments[:1] == ["bench"]:
            return bench(root, arguments[1:])
        if arguments[:1] == ["chaos"]:
            return chaos(root, arguments[1:])
        if arguments[:1] == ["messages"]:
            return messages(root, arguments[1:])
        if arguments[:1] == ["lock"]:
            return lock(root, arguments[1:])
        if arguments == ["prepare"]:  # all that the other targets need, for .ci/run
            prepare(root, SITE, TOOLS)
            install_programs(root)
            return 0
        if len(arguments) != 1 or arguments[0] not in targets:
            raise Refusal(
                "Say which: run, test, check, format, messages, lock, bench, chaos, sbom or"
                " prepare."
            )
        return targets[arguments[0]](root)
    except Refusal as refusal:
        print(refusal, file=sys.stderr)
    except OSError as problem:
        print(f"It did not work: {problem}.", file=sys.stderr)
    except KeyboardInterrupt:
        return 130
    return 1


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
