"""`deploy/setup.sh` on a folder in the place of `/`: what it makes, says, refuses and keeps
quiet.
"""

import os
import re
import stat
import subprocess

import pytest

from tests.deploy.machine import HOST, OTHER_HOST, ROOT, SECRETS

SETUP = str(ROOT / "deploy/setup.sh")
MOMENT = r"\d{8}-\d{6}-[0-9a-f]{10}"


# ---- the whole of it ---------------------------------------------------------------------------
@pytest.mark.long
def test_one_run_makes_a_site_and_says_each_thing_it_does(set_up):
    machine, ran = set_up

    assert ran.status == 0, ran.said
    for words in [
        "Installing Debian's adduser postgresql nginx",
        "Making the user acupunctury, who cannot sign in",
        "Making the database role acupunctury",
        "Making the database acupunctury",
        "Telling PostgreSQL: log_min_error_statement = panic",
        "Telling PostgreSQL: log_error_verbosity = terse",
        "Installing the libraries of its lock, with their hashes",
        "Collecting the static files",
        "Writing nginx's error pages",
        "Bringing the tables up to date",
        "Making the roles of staff",
        "Loading the clinic and its sample content",
        "Enabling acupunctury-web.socket",
        "Enabling acupunctury-worker.service",
        "Enabling acupunctury-nightly.timer",
        "Asking Let's Encrypt for a certificate",
        "Letting nginx read its configuration",
        "The site is ready",
    ]:
        assert words in ran.said, words
    assert machine.get("/book/").status == 200
    assert machine.rows("SELECT count(*) FROM clinic_office") == [["1"]]
    assert machine.rows("SHOW log_min_error_statement") == [["panic"]]
    assert machine.rows("SHOW log_error_verbosity") == [["terse"]]
    assert machine.systemd.is_running("acupunctury-worker.service")
    settings = machine.root / "etc/acupunctury/site.env"
    assert stat.S_IMODE(settings.stat().st_mode) == 0o640
    certbot = [call for call in machine.calls() if call.startswith("certbot ")]
    assert len(certbot) == 1
    assert f"-d {HOST} -d {OTHER_HOST}" in certbot[0]
    site = (machine.root / "etc/nginx/sites-available/acupunctury.conf").read_text()
    assert "/etc/letsencrypt/live/acupunctury/fullchain.pem;" in site
    pip = [call for call in machine.calls() if call.startswith("pip ")]
    assert "--require-hashes" in pip[0]


@pytest.mark.long
def test_a_second_run_changes_nothing(machine):
    made_by_the_site = {"__pycache__", "media"}  # the worker draws pictures to share pages with

    def everything():
        return {
            file: (file.lstat().st_mtime_ns, os.readlink(file) if file.is_symlink() else "")
            for folder in ("etc", "opt", "usr", "var/lib")
            for file in (machine.root / folder).rglob("*")
            if not made_by_the_site.intersection(file.parts)
        }

    machine.check_out_what_runs()
    before, calls, told = everything(), machine.calls(), len(machine.systemd.told)
    again = machine.run("setup.sh")

    assert again.status == 0, again.said
    assert [line for line in again.said.splitlines() if "https://" not in line] == [
        "Bringing the tables up to date",
        "Making the roles of staff",
        "The site is ready: /health/ready answers.",
    ]
    assert everything() == before
    assert machine.calls() == calls
    asked = {line.split()[0] for line in machine.systemd.told[told:]}
    assert asked <= {"start", "--quiet"}  # `start postgresql.service`, and questions


@pytest.mark.long
def test_no_script_prints_a_secret(set_up):
    machine, ran = set_up
    said = ran.said + machine.run("setup.sh", "--dry-run").said
    said += machine.run("update.sh", "--dry-run").said
    said += "\n".join([*machine.calls(), *machine.systemd.told, *machine.written().values()])

    assert [name for name, secret in SECRETS.items() if secret in said] == []


def test_its_role_may_sign_in_with_the_password_of_the_settings(machine):
    [[hash_]] = machine.rows("SELECT rolpassword FROM pg_authid WHERE rolname = 'acupunctury'")

    assert hash_.startswith("SCRAM-SHA-256$")
    assert machine.rows(
        "SELECT pg_get_userbyid(datdba) FROM pg_database WHERE datname = 'acupunctury'"
    ) == [["acupunctury"]]


# ---- on a machine that has nothing yet -----------------------------------------------------------
@pytest.fixture
def bare(tmp_path):
    """`bare("--dry-run", PROXY_HOPS="0")` runs setup.sh on an empty folder with these settings."""
    programs = tmp_path / "programs"
    programs.mkdir()
    for name in ("apt-get", "adduser", "systemctl", "runuser", "chown", "certbot", "nginx"):
        (programs / name).write_text(f'#!/bin/sh\necho "{name} $*" >>{tmp_path}/calls\n')
        (programs / name).chmod(0o755)
    (programs / "id").write_text("#!/bin/sh\necho ${USER_ID:-0}\n")
    (programs / "id").chmod(0o755)
    (tmp_path / "os-release").write_text('ID=debian\nVERSION_ID="12"\n')
    good = {
        "SITE_URL": f"https://{HOST}",
        "ALLOWED_HOSTS": HOST,
        "BEHIND_HTTPS_PROXY": "true",
        "PROXY_HOPS": "1",
        "SECRET_KEY": SECRETS["SECRET_KEY"],
        "SEALING_KEYS": SECRETS["SEALING_KEYS"],
        "DATABASE_URL": "postgres://acupunctury@/acupunctury?host=/var/run/postgresql",
        "EMAIL_URL": "smtp+tls://office:hushhush-mail@mail.acupunctury.test",
        "MAIL_FROM": "office@acupunctury.test",
        "MEDIA_FOLDER": f"{tmp_path}/root/var/lib/acupunctury/media",
        "BACKUP_FOLDER": f"{tmp_path}/root/var/lib/acupunctury/backups",
        "ERASURE_JOURNAL": f"{tmp_path}/root/var/lib/acupunctury/erasures.journal",
    }

    def run(*arguments, script=SETUP, settings=True, environment=None, **other):
        root = tmp_path / "root"
        if settings:
            file = root / "etc/acupunctury/site.env"
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text("".join(f"{name}={value}\n" for name, value in (good | other).items()))
        done = subprocess.run(
            [script, *arguments],
            env={
                "PATH": f"{programs}:/usr/sbin:/usr/bin:/sbin:/bin",
                "DESTDIR": str(root),
                "OS_RELEASE": str(tmp_path / "os-release"),
            }
            | (environment or {}),
            capture_output=True,
            text=True,
        )
        return done.returncode, done.stdout, done.stderr

    run.folder = tmp_path
    return run


def test_a_dry_run_says_everything_and_does_nothing(bare):
    status, said, trouble = bare("--dry-run")

    assert (status, trouble) == (0, "")
    assert [line for line in said.splitlines() if re.search("Making the|Enabling|Asking", line)]
    assert "Bringing the tables up to date" in said
    assert said.endswith("Nothing of this was done: this was a dry run.\n")
    assert [file.name for file in (bare.folder / "root").rglob("*") if file.is_file()] == [
        "site.env"
    ]
    calls = (bare.folder / "calls").read_text() if (bare.folder / "calls").exists() else ""
    assert "apt-get" not in calls
    assert "certbot" not in calls
    assert "adduser" not in calls
    assert [name for name, secret in SECRETS.items() if secret in said] == []


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"environment": {"USER_ID": "1000"}}, "must run as root: sudo deploy/setup.sh"),
        ({"settings": False}, "There is no settings file"),
        ({"SECRET_KEY": ""}, "SECRET_KEY is empty in"),
        ({"EMAIL_URL": "smtp+tls://user:password@mail.example.com:587"}, "EMAIL_URL in"),
        ({"MAIL_FROM": "Acupunctury <office@acupunctury.example>"}, "MAIL_FROM in"),
        ({"DATABASE_URL": "postgres://clinic:password@127.0.0.1:5432/clinic"}, "DATABASE_URL in"),
        ({"SITE_URL": "http://www.acupunctury.test"}, "SITE_URL in"),
        ({"SITE_URL": "https://www.acupunctury.test;x"}, "SITE_URL in"),
        ({"ALLOWED_HOSTS": "www.acupunctury.test,a;b"}, "ALLOWED_HOSTS in"),
        ({"DEVELOPMENT": "True"}, "DEVELOPMENT is true"),
        ({"PROXY_HOPS": "0"}, "PROXY_HOPS 1"),
        ({"MEDIA_FOLDER": "var/media"}, "must begin with a /"),
        ({"MEDIA_FOLDER": ""}, "MEDIA_FOLDER is empty in"),
        ({"BACKUP_FOLDER": ""}, "BACKUP_FOLDER is empty in"),
        ({"ERASURE_JOURNAL": ""}, "ERASURE_JOURNAL is empty in"),
        ({"TLS_CERTIFICATE": "/nowhere.pem"}, "must both name a file that is there"),
    ],
)
def test_what_cannot_work_is_refused_in_one_sentence(bare, changed, words):
    status, said, trouble = bare(**changed)

    assert (status, said) == (1, "")
    assert words in trouble
    assert trouble.count("\n") == 1
    assert [name for name, secret in SECRETS.items() if secret in trouble] == []
    assert not (bare.folder / "calls").exists()


@pytest.mark.parametrize(
    ("system", "is_known"),
    [("debian 11", False), ("ubuntu 24.04", False), ("debian 13", True)],
)
def test_only_the_debians_that_were_tried_are_taken(bare, system, is_known):
    name, version = system.split()
    (bare.folder / "os-release").write_text(f'ID={name}\nVERSION_ID="{version}"\n')

    status, _, trouble = bare("--dry-run")

    assert (status == 0) == is_known
    assert ("Debian 12 and 13" in trouble) != is_known


def test_a_folder_that_is_no_checkout_is_refused(bare):
    scripts = bare.folder / "copy/deploy"
    scripts.parent.mkdir()
    subprocess.run(["cp", "-r", ROOT / "deploy", scripts], check=True)

    status, _, trouble = bare(script=str(scripts / "setup.sh"))

    assert (status, "is no checkout of the site: git clone it" in trouble) == (1, True)


def test_new_settings_have_keys_of_their_own_and_what_to_fill_in_and_are_never_replaced(bare):
    status, said, trouble = bare("--new-settings", "www.clinic.test", settings=False)
    file = bare.folder / "root/etc/acupunctury/site.env"
    text = file.read_text()
    values = dict(line.split("=", 1) for line in text.splitlines() if re.match("[A-Z_]+=", line))

    assert (status, trouble) == (0, "")
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert values["SITE_URL"] == "https://www.clinic.test"
    assert values["ALLOWED_HOSTS"] == "www.clinic.test,clinic.test"
    assert len(values["SECRET_KEY"]) == 64
    assert len(values["SEALING_KEYS"]) == 44
    assert (values["EMAIL_URL"], values["MAIL_FROM"]) == ("", "")
    assert values["SECRET_KEY"] not in said
    assert values["SEALING_KEYS"] not in said

    again = bare("--new-settings", "www.clinic.test", settings=False)
    assert (again[0], "it stays as it is" in again[2], file.read_text()) == (1, True, text)
    refused = bare(settings=False)
    assert (refused[0], "EMAIL_URL is empty in" in refused[2]) == (1, True)


def test_what_the_settings_lay_elsewhere_may_be_written_to(bare):
    bare("--render", BACKUP_FOLDER="/mnt/backups", ERASURE_JOURNAL="/mnt/usb/erasures.journal")

    root = bare.folder / "root"
    for name in ("web", "worker", "nightly"):
        unit = (root / f"etc/systemd/system/acupunctury-{name}.service").read_text()
        [paths] = re.findall("^ReadWritePaths=(.*)$", unit, re.MULTILINE)
        assert paths == f"{root}/var/lib/acupunctury -/mnt/backups -/mnt/usb"


def test_nginx_writes_json_lines_where_the_site_does(bare):
    bare("--render", LOG_FORMAT="json")

    site = (bare.folder / "root/etc/nginx/sites-available/acupunctury.conf").read_text()
    assert len(re.findall("nginx-access.log acupunctury_json;", site)) == 3


@pytest.mark.parametrize("host", ["", "https://www.clinic.test", "clinic", "a;b.test"])
def test_new_settings_want_a_host(bare, host):
    status, _, trouble = bare("--new-settings", host, settings=False)

    assert (status, "Name the host" in trouble) == (1, True)


@pytest.mark.parametrize("script", ["setup.sh", "update.sh"])
def test_every_script_says_how_it_is_used(bare, script):
    path = str(ROOT / "deploy" / script)

    status, said, _ = bare("--help", script=path)
    unknown = bare("--hepl", script=path)

    assert (status, said.startswith("Usage: deploy/")) == (0, True)
    assert (unknown[0], "--hepl is not known." in unknown[2]) == (1, True)
