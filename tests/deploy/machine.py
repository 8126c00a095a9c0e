"""A machine to set up: a folder in the place of `/`, real nginx, gunicorn, worker and PostgreSQL.

`deploy/setup.sh` and `deploy/update.sh` run as they are. What only a machine of its own could do
(apt-get, users, certbot, systemd as init) is played by small programs in front of the others in
PATH. The part of systemd, with which the units are started as they were written, is in
tests/deploy/systemd.py.
"""

import http.client
import json
import os
import re
import shutil
import socket
import ssl
import subprocess
import sys
import tempfile
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from clinic.bootstrap import program
from tests.deploy.systemd import Systemd
from tests.postgres import server_in
from tests.site import POSTGRES, Answer

ROOT = Path(__file__).resolve().parents[2]
HOST, OTHER_HOST = "www.acupunctury.test", "acupunctury.test"
LEFT_OUT = [".git", ".venv", "var", "__pycache__", ".env", ".mypy_cache", ".ruff_cache"]
LEFT_OUT += [".pytest_cache", ".import_linter_cache"]
# PostgreSQL as Debian ships it, but for speed: what it must not log is setup.sh's to say.
TESTS_ALONE = [line for line in POSTGRES.splitlines() if not line.startswith("log_")]
GIT = ["git", "-c", "user.name=Somebody", "-c", "user.email=somebody@clinic.example"]
GIT += ["-c", "init.defaultBranch=main", "-c", "commit.gpgsign=false"]
SECRETS = {
    "SECRET_KEY": "a-key-for-this-machine-alone-0123456789-abcdefghijklmnop",
    "SEALING_KEYS": "dGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtdGVzdHMtMDE=",
    "METRICS_TOKEN": "hushhush-metrics-0123456789abcdef0123456789",
    "database password": "hushhush-database",
    "mail password": "hushhush-mail",
}

PROGRAMS = {
    "id": "echo 0",
    "chown": "exit 0",
    "adduser": 'echo "adduser $*" >>"$CALLS"',
    "getent": 'grep -q "^adduser .*$2\\$" "$CALLS" 2>/dev/null',
    "systemd-tmpfiles": 'echo "systemd-tmpfiles $*" >>"$CALLS"',
    "apt-get": 'echo "apt-get $*" >>"$CALLS"',
    "dpkg-query": 'grep -q "^apt-get .*install" "$CALLS" 2>/dev/null && echo installed',
    # what it says of who owns a file is what a real machine would
    "stat": 'echo "root:acupunctury:$("$STAT" -c %a "${@: -1}")"',
    "runuser": """
user=$2
while [ "$1" != -- ]; do shift; done
shift
if [ "$user" = postgres ]; then
    program=$1
    shift
    PATH=$POSTGRES:$PATH exec "$program" -h "$POSTGRES_SOCKET" -U postgres "$@"
fi
exec "$@"
""",
    # `venv` makes one whose Python is this run's, with all libraries
    "python3": """
if [ "$1 $2" = "-m venv" ]; then
    mkdir -p "$3/bin"
    cat >"$3/bin/python" <<WORDS
#!/bin/bash
if [ "\\$1 \\$2" = "-m pip" ]; then echo "pip \\$*" >>"$CALLS"; exit "\\${PIP_FAILS:-0}"; fi
if [ "\\$1 \\$2" = "-m compileall" ]; then exit 0; fi
exec "$PYTHON" "\\$@"
WORDS
    chmod +x "$3/bin/python"
    exit
fi
exec "$PYTHON" "$@"
""",
    "nginx": 'exec "$NGINX_PROGRAM" -c "$DESTDIR/etc/nginx/nginx.conf" "$@"',
    "certbot": """
echo "certbot $*" >>"$CALLS"
[ -z "${CERTBOT_FAILS:-}" ] || exit 1
mkdir -p "$DESTDIR/etc/letsencrypt/live/acupunctury"
cp "$DESTDIR/etc/acupunctury/tls/certificate.pem" "$DESTDIR/etc/letsencrypt/live/acupunctury/fullchain.pem"
cp "$DESTDIR/etc/acupunctury/tls/key.pem" "$DESTDIR/etc/letsencrypt/live/acupunctury/privkey.pem"
""",
    "systemctl": 'exec "$PYTHON" "$CHECKOUT_OF_TESTS/tests/deploy/systemctl.py" "$@"',
}


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


@dataclass
class Ran:
    status: int
    said: str


class Machine:
    """`run("setup.sh")` runs a script of its checkout; `ask` asks its nginx."""

    def __init__(self, mail: str) -> None:
        self.folder = Path(tempfile.mkdtemp(prefix="clinic-machine-"))
        self.root = self.folder / "root"
        self.checkout = self.folder / "checkout"
        self.remote = self.folder / "remote"
        self.mail = mail
        self.http, self.https = free_port(), free_port()
        self.database = server_in(self.folder, "\n".join(TESTS_ALONE))
        self.folder.chmod(0o755)
        self.systemd = Systemd(self.root, self.folder / "systemd")
        self._make_programs()
        self._make_checkout()
        self._configure_nginx()
        self.environment = {
            "PATH": f"{self.folder / 'programs'}:/usr/sbin:/usr/bin:/sbin:/bin",
            "HOME": str(self.folder),
            "LANG": "C.UTF-8",
            "DESTDIR": str(self.root),
            "CALLS": str(self.folder / "calls"),
            "PYTHON": sys.executable,
            "STAT": shutil.which("stat") or "stat",
            "NGINX_PROGRAM": program("nginx"),
            "POSTGRES": str(self.database.bin_path),
            "POSTGRES_SOCKET": self.socket_folder,
            "SYSTEMD": str(self.systemd.address),
            "CHECKOUT_OF_TESTS": str(ROOT),
            "HTTP_PORT": str(self.http),
            "HTTPS_PORT": str(self.https),
            "OS_RELEASE": str(self.folder / "os-release"),
        }
        (self.folder / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
        self.systemd.environment = self.environment

    @property
    def socket_folder(self) -> str:
        return str(self.database.get_postmaster_info().socket_dir)

    def _make_programs(self) -> None:
        programs = self.folder / "programs"
        programs.mkdir()
        for name, words in PROGRAMS.items():
            (programs / name).write_text(f"#!/bin/bash\n{words}\n")
            (programs / name).chmod(0o755)

    def _make_checkout(self) -> None:
        shutil.copytree(ROOT, self.remote, ignore=shutil.ignore_patterns(*LEFT_OUT), symlinks=True)
        self._git(self.remote, "init", "--quiet")
        self.commit("The site")
        subprocess.run([*GIT, "clone", "--quiet", str(self.remote), str(self.checkout)], check=True)

    def _git(self, folder: Path, *words: str) -> None:
        subprocess.run([*GIT, "-C", str(folder), *words], check=True, stdout=subprocess.DEVNULL)

    def commit(self, message: str) -> None:
        """What lies in the remote, as one commit more."""
        self._git(self.remote, "add", "--all", "--force")
        self._git(self.remote, "commit", "--quiet", "--allow-empty", "-m", message)

    def _configure_nginx(self) -> None:
        """Debian's own nginx.conf, led into this machine's folder."""
        text = Path("/etc/nginx/nginx.conf").read_text()
        user = "user root;" if os.geteuid() == 0 else ""
        temporary = "".join(
            f"{kind}_temp_path {self.root}/tmp/{kind};\n"
            for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        for old, new in {
            "user www-data;": user,
            "worker_processes auto;": "worker_processes 1;",
            "/run/nginx.pid": f"{self.root}/run/nginx.pid",
            "/var/log/nginx": f"{self.root}/var/log/nginx",
            "include /etc/nginx/conf.d": f"include {self.root}/etc/nginx/conf.d",
            "include /etc/nginx/sites-enabled": f"include {self.root}/etc/nginx/sites-enabled",
            "http {": "http {\n" + temporary,
        }.items():
            assert old in text, f"{old} does not stand in Debian's nginx.conf"
            text = text.replace(old, new)
        for folder in ("etc/nginx/sites-enabled", "run", "tmp", "var/log/nginx"):
            (self.root / folder).mkdir(parents=True)
        (self.root / "etc/nginx/nginx.conf").write_text(text)

    # ---- its settings --------------------------------------------------------------------------
    def write_settings(self, **other: str) -> None:
        """As the owner has filled them in."""
        values = {
            "SITE_URL": f"https://{HOST}:{self.https}",
            "ALLOWED_HOSTS": f"{HOST},{OTHER_HOST}",
            "BEHIND_HTTPS_PROXY": "true",
            "PROXY_HOPS": "1",
            "SECRET_KEY": SECRETS["SECRET_KEY"],
            "SEALING_KEYS": SECRETS["SEALING_KEYS"],
            "DATABASE_URL": f"postgres://acupunctury:{SECRETS['database password']}"
            f"@/acupunctury?host={self.socket_folder}",
            "METRICS_TOKEN": SECRETS["METRICS_TOKEN"],
            "LOG_FORMAT": "json",
            "MEDIA_FOLDER": str(self.root / "var/lib/acupunctury/media"),
            "BACKUP_FOLDER": str(self.root / "var/lib/acupunctury/backups"),
            "ERASURE_JOURNAL": str(self.root / "var/lib/acupunctury/erasures.journal"),
            "EMAIL_URL": self.mail,
            "MAIL_FROM": "Acupunctury <office@acupunctury.test>",
        } | other
        file = self.root / "etc/acupunctury/site.env"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("".join(f"{name}={value}\n" for name, value in values.items()))
        file.chmod(0o600)

    # ---- its scripts ---------------------------------------------------------------------------
    def run(self, script: str, *arguments: str, **environment: str) -> Ran:
        """What `deploy/<script>` said, errors among it."""
        done = subprocess.run(
            [str(self.checkout / "deploy" / script), *arguments],
            cwd=self.checkout,
            env=self.environment | environment,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            text=True,
            timeout=240,
        )
        return Ran(done.returncode, done.stdout)

    def calls(self) -> list[str]:
        file = self.folder / "calls"
        return file.read_text().splitlines() if file.exists() else []

    def release(self) -> str:
        return (self.root / "opt/acupunctury/current").resolve().name

    def check_out_what_runs(self) -> None:
        """As if nothing newer had been fetched."""
        self._git(self.checkout, "reset", "--quiet", "--hard", self.release().split("-")[-1])

    def next_release(self) -> str:
        """The name of the release that the remote's newest commit becomes."""
        words = ["log", "-1", "--format=%cd-%h", "--abbrev=10", "--date=format:%Y%m%d-%H%M%S"]
        done = subprocess.run(
            ["git", "-C", str(self.remote), *words], check=True, capture_output=True, text=True
        )
        return done.stdout.strip()

    # ---- its site ------------------------------------------------------------------------------
    def ask(
        self,
        method: str,
        path: str,
        body: bytes | None = None,
        headers: dict[str, str] | None = None,
        *,
        host: str = HOST,
        source: str = "127.0.0.1",
        is_plain: bool = False,
    ) -> Answer:
        """Asks nginx under the name `host`, from the loopback address `source`."""
        asked = http.client.HTTPConnection(
            "127.0.0.1",
            self.http if is_plain else self.https,
            timeout=60,
            source_address=(source, 0),
        )
        with closing(asked):
            asked.connect()
            if not is_plain:
                asked.sock = TRUSTING.wrap_socket(asked.sock, server_hostname=HOST)
            name = f"{host}:{self.http if is_plain else self.https}"
            asked.request(method, path, body, {"Host": name} | (headers or {}))
            response = asked.getresponse()
            return Answer(response.status, response.headers, response.read().decode(), 0)

    def get(self, path: str, **more: Any) -> Answer:
        return self.ask("GET", path, **more)

    def all_of(self, sent: bytes, *, source: str) -> bytes:
        """What nginx answers to these very bytes, until it hangs up."""
        heard = b""
        with socket.create_connection(("127.0.0.1", self.https), 20, (source, 0)) as plain:
            line = TRUSTING.wrap_socket(plain, server_hostname=HOST)
            line.sendall(sent)  # less than the kernel takes in
            while piece := line.recv(65536):
                heard += piece
        return heard

    def raw(self, sent: bytes, *, is_plain: bool = False) -> bytes:
        """What nginx answers to these very bytes. It would wait for the rest of a body."""
        with socket.create_connection(
            ("127.0.0.1", self.http if is_plain else self.https), timeout=20
        ) as plain:
            line = plain if is_plain else TRUSTING.wrap_socket(plain, server_hostname=HOST)
            line.sendall(sent)
            heard = b""
            while piece := line.recv(65536):
                heard += piece
                head, is_whole, body = heard.partition(b"\r\n\r\n")
                length = re.search(rb"(?i)^Content-Length: (\d+)", head, re.MULTILINE)
                if is_whole and length and len(body) >= int(length[1]):
                    break
            return heard

    def manage(self, *words: str) -> str:
        """What a command of the owner's says, run by the release in use."""
        release = self.root / "opt/acupunctury/current"
        environment = {
            "PATH": self.environment["PATH"],
            "ENV_FILE": str(self.root / "etc/acupunctury/site.env"),
            "PYTHONTZPATH": "",
        }
        done = subprocess.run(
            [str(release / ".venv/bin/python"), str(release / "manage.py"), *words],
            env=environment,
            capture_output=True,
            text=True,
            timeout=120,
        )
        assert done.returncode == 0, done.stderr
        return done.stdout

    def rows(self, statement: str) -> list[list[str]]:
        """What PostgreSQL answers to a question."""
        done = subprocess.run(
            [
                str(self.database.bin_path / "psql"),
                *("-h", self.socket_folder, "-U", "postgres", "-d", "acupunctury"),
                *("-X", "-t", "-A", "-F", "\t", "-c", statement),
            ],
            capture_output=True,
            text=True,
            check=True,
        )
        return [line.split("\t") for line in done.stdout.splitlines()]

    def log_lines(self, name: str) -> list[dict[str, Any]]:
        """What nginx ("nginx") or a unit ("acupunctury-web") wrote, line by line."""
        file = self.folder / f"systemd/{name}.service.log"
        if name == "nginx":
            file = self.root / "var/log/acupunctury/nginx-access.log"
        return [json.loads(line) for line in file.read_text().splitlines() if line[:1] == "{"]

    def written(self) -> dict[str, str]:
        """Everything that any of its programs wrote into a log, by file."""
        files = [*self.root.glob("var/log/**/*.log"), *(self.folder / "systemd").glob("*.log")]
        files.append(Path(self.database.log))
        return {str(file): file.read_text(errors="replace") for file in files}

    def close(self) -> None:
        self.systemd.close()
        self.database.cleanup()
        shutil.rmtree(self.folder, ignore_errors=True)


TRUSTING = ssl.create_default_context()
TRUSTING.check_hostname = False
TRUSTING.verify_mode = ssl.CERT_NONE


def manifest(release: Path) -> dict[str, str]:
    """The hashed name of each static file of a release."""
    paths = json.loads((release / "var/static/staticfiles.json").read_text())["paths"]
    return dict(paths)
