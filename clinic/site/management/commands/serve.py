"""`make run`: the site and its worker on this machine, ready to be looked at."""

import http.client
import os
import secrets
import signal
import subprocess
import sys
import time
from pathlib import Path
from typing import Any

from django.conf import settings
from django.contrib.auth.models import User
from django.core.management import call_command
from django.core.management.base import BaseCommand, CommandError
from django.db import OperationalError

from clinic.office import sample
from clinic.office.models import Office, Practitioner

OWNER = "owner"
LETTERS = "abcdefghijkmnpqrstuvwxyz23456789"  # without l, o, 0 and 1, which people confuse
SECONDS_TO_START = 60
SECONDS_TO_STOP = 10


class Command(BaseCommand):
    help = "Bring the database up to date, then run the web server and the worker until Ctrl-C."

    def handle(self, *args: Any, **options: Any) -> None:
        if not settings.DEVELOPMENT:
            raise CommandError(
                "`serve` is for one's own machine (DEVELOPMENT=true): "
                "README.md says how the site runs on a server."
            )
        self.port = os.environ.get("PORT") or "8000"
        self.children: dict[str, subprocess.Popen[bytes]] = {}
        for stop in (signal.SIGTERM, signal.SIGHUP):
            signal.signal(stop, signal.default_int_handler)
        try:
            self.bring_up_to_date()
            self.start()
            self.wait_for_first_page()
            self.tell()
            self.watch()
        except KeyboardInterrupt:
            self.stdout.write("\nStopping.")
        finally:
            self.stop()

    def bring_up_to_date(self) -> None:
        """Tables, and on a fresh database the clinic and its sample content."""
        Path(settings.VAR_DIR).mkdir(mode=0o700, exist_ok=True)
        try:
            call_command("migrate", verbosity=0, interactive=False)
            call_command("make_roles", verbosity=0)
        except OperationalError as problem:
            raise CommandError(f"The database cannot be used: {str(problem).strip()}") from None
        if not Office.objects.exists():
            self.stdout.write("Loading the clinic and its sample content")
            call_command("load_sample")

    def start(self) -> None:
        environment = os.environ | {"PYTHONUNBUFFERED": "1"}
        environment.setdefault("SITE_URL", f"http://127.0.0.1:{self.port}")
        gunicorn = ["-m", "gunicorn", "clinic.wsgi", "--bind", f"127.0.0.1:{self.port}"]
        gunicorn += ["--worker-class", "gthread", "--workers", "1", "--threads", "8"]
        gunicorn += ["--log-level", "warning", "--no-control-socket", "--graceful-timeout", "5"]
        # In sessions of their own: Ctrl-C reaches this process alone, which then stops both in
        # order.
        for name, command in {
            "web server": gunicorn,
            "notification worker": ["manage.py", "run_worker"],
        }.items():
            self.children[name] = subprocess.Popen(
                [sys.executable, *command],
                cwd=settings.BASE_DIR,
                env=environment,
                start_new_session=True,
            )

    def wait_for_first_page(self) -> None:
        """Return once the server answers. Raises CommandError when a child died or nothing
        answers.
        """
        deadline = time.monotonic() + SECONDS_TO_START
        while time.monotonic() < deadline:
            self.look_after_children()
            status = first_page_status(int(self.port))
            if status is None:
                time.sleep(0.1)
                continue
            if status >= 500:
                self.stdout.write(f"The first page answers {status}: the lines above say why.")
            return
        raise CommandError(f"The web server did not answer within {SECONDS_TO_START} seconds.")

    def tell(self) -> None:
        address = f"http://127.0.0.1:{self.port}"
        if settings.EMAIL_URL:
            mail = "is really sent, by EMAIL_URL"
        else:
            mail = f"stays here, as .eml files that a mail reader opens, in {mail_folder()}"
        self.stdout.write(
            "\nThe site is ready. Ctrl-C stops it.\n\n"
            f"  Read     {address}/\n"
            f"  Book     {address}/book/\n"
            f"  Sign in  {address}/admin/\n"
            f"           {sign_in_words()}\n"
            f"  Mail     {mail}\n"
        )
        self.stdout.flush()

    def watch(self) -> None:
        while True:
            self.look_after_children()
            time.sleep(0.2)

    def look_after_children(self) -> None:
        """Raises CommandError when one of them has ended by itself."""
        for name, child in self.children.items():
            if child.poll() is not None:
                raise CommandError(
                    f"The {name} ended by itself (exit code {child.returncode}), so everything was"
                    " stopped: the lines above say why."
                )

    def stop(self) -> None:
        for impatient in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(impatient, signal.SIG_IGN)
        for child in self.children.values():
            child.terminate()
        deadline = time.monotonic() + SECONDS_TO_STOP
        for child in self.children.values():
            try:
                child.wait(max(0.1, deadline - time.monotonic()))
            except subprocess.TimeoutExpired:
                child.kill()
                child.wait()


def first_page_status(port: int) -> int | None:
    """The status of `GET /`, or None while nobody answers."""
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=10)
    try:
        connection.request("GET", "/")
        return connection.getresponse().status
    except (OSError, http.client.HTTPException):
        return None
    finally:
        connection.close()


def sign_in_words() -> str:
    """Who can sign in. The first time this makes the owner, and its password is shown this once."""
    if User.objects.filter(username=OWNER).exists():
        return f"as {OWNER}; forgot the password? .venv/bin/python manage.py changepassword {OWNER}"
    if User.objects.filter(is_superuser=True).exists():
        return "with your own account"
    password = "-".join("".join(secrets.choice(LETTERS) for _ in range(4)) for _ in range(4))
    owner = User.objects.create_superuser(OWNER, password=password)
    # Here they may sign too, to see how that looks.
    Practitioner.objects.filter(account=None, **sample.PRACTITIONER).update(account=owner)
    return f"as {OWNER}, password {password} (made on this machine just now, shown this once)"


def mail_folder() -> str:
    folder = Path(settings.EMAIL_FILE_PATH)
    return str(
        folder.relative_to(settings.BASE_DIR)
        if folder.is_relative_to(settings.BASE_DIR)
        else folder
    )
