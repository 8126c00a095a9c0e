"""`make`'s first steps say in one sentence what is wrong, and never touch keys that are there."""

import ast
import base64
import importlib.util
import re
import shutil
import socket
import stat
import subprocess
import sys
from email import message_from_bytes
from email.policy import default
from pathlib import Path

import pytest
from django.core.mail import EmailMultiAlternatives, get_connection

from clinic import bootstrap


@pytest.fixture
def project(tmp_path):
    """A folder that looks like a checkout whose lists are empty, so that nothing is fetched."""
    for lock in (bootstrap.SITE, bootstrap.TOOLS):
        (tmp_path / lock).write_text("")
    return tmp_path


@pytest.fixture
def taken_port():
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        listener.listen()
        yield listener.getsockname()[1]


def refusal(function, *arguments):
    with pytest.raises(bootstrap.Refusal) as caught:
        function(*arguments)
    return str(caught.value)


# ---- the machine -------------------------------------------------------------------------------
def test_an_old_python_reads_which_one_is_needed():
    assert refusal(bootstrap.check_python, (3, 8, 18)) == (
        "Python 3.11 or newer is needed and this is 3.8: install a newer one, or name it, "
        "for example `make run PYTHON=python3.12`."
    )


def test_python_3_11_is_new_enough():
    bootstrap.check_python((3, 11, 0))


def test_an_old_python_can_read_the_file_at_all():
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")

    ast.parse(source, feature_version=(3, 6))


def test_the_file_needs_the_standard_library_alone():
    source = Path(bootstrap.__file__).read_text(encoding="utf-8")
    imports = [
        node
        for node in ast.walk(ast.parse(source))
        if isinstance(node, (ast.Import, ast.ImportFrom))
    ]
    names = {alias.name for node in imports for alias in node.names if isinstance(node, ast.Import)}
    names |= {str(node.module) for node in imports if isinstance(node, ast.ImportFrom)}

    assert {name.split(".")[0] for name in names} - set(sys.stdlib_module_names) == set()


def test_a_busy_port_is_one_sentence_and_nothing_is_made(project, taken_port, monkeypatch, capsys):
    monkeypatch.setenv("PORT", str(taken_port))

    status = bootstrap.main(["run"], project)

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err == (
        f"Port {taken_port} is taken by another program: stop that one, "
        f"or serve elsewhere with `PORT={taken_port + 1} make run`.\n"
    )
    assert not (project / ".venv").exists()


def test_a_free_port_is_fine(taken_port):
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        free = probe.getsockname()[1]

    bootstrap.check_port(free)


@pytest.mark.parametrize("port", ["http", "0", "65536", "-1", "8000.5", "²"])
def test_a_port_that_is_no_port_is_one_sentence(port):
    assert refusal(bootstrap.port_from, {"PORT": port}) == (
        f"PORT is {port!r}, but must be a number from 1 to 65535: try `PORT=8001 make run`."
    )


@pytest.mark.parametrize(
    ("environment", "port"), [({}, 8000), ({"PORT": ""}, 8000), ({"PORT": "8123"}, 8123)]
)
def test_the_port_comes_from_the_environment(environment, port):
    assert bootstrap.port_from(environment) == port


@pytest.mark.parametrize("missing", ["venv", "ensurepip"])
def test_a_missing_venv_module_is_one_sentence(missing, project, monkeypatch, capsys):
    known = importlib.util.find_spec
    monkeypatch.setattr(
        importlib.util, "find_spec", lambda name: None if name == missing else known(name)
    )

    status = bootstrap.main(["check"], project)

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err == (
        "This Python cannot make a virtual environment, because its venv module is missing: "
        "on Debian or Ubuntu `sudo apt install python3-venv` adds it.\n"
    )


def test_a_failed_virtual_environment_is_one_sentence_and_leaves_no_half(
    project, monkeypatch, capsys
):
    monkeypatch.setattr(sys, "executable", shutil.which("false"))

    status = bootstrap.main(["check"], project)

    assert status == 1
    assert capsys.readouterr().err == (
        "The virtual environment .venv could not be made (it did not say why): see that there is room on "
        "the disk, and that `python3 -m venv` works elsewhere.\n"
    )
    assert not (project / ".venv").exists()


def test_an_unwritable_folder_is_one_sentence(tmp_path, capsys):
    folder = tmp_path / "a file where a folder should be"
    folder.touch()

    status = bootstrap.main(["check"], folder)

    said = capsys.readouterr()
    assert (status, said.out) == (1, "")
    assert said.err == (
        f"Nothing can be written in {folder} (Not a directory): give yourself the right to, "
        "or put the project into a folder of your own.\n"
    )


def test_an_unwritable_folder_for_data_is_one_sentence(project, capsys):
    (project / "var").touch()

    status = bootstrap.main(["check"], project)

    said = capsys.readouterr()
    assert (status, said.out, said.err.count("\n")) == (1, "", 1)


def test_an_unknown_target_is_one_sentence_without_a_traceback(project):
    done = subprocess.run(
        [sys.executable, "-m", "clinic.bootstrap", "fly"],
        cwd=bootstrap.ROOT,
        capture_output=True,
        text=True,
    )

    assert (done.returncode, done.stdout) == (1, "")
    assert (
        done.stderr
        == "Say which: run, test, check, format, messages, lock, bench, chaos, sbom or prepare.\n"
    )


def test_pins_are_raised_by_one_word_alone(project, capsys):
    status = bootstrap.main(["lock", "--newest"], project)

    assert (status, capsys.readouterr().err) == (
        1,
        'make lock takes nothing, or ARGS="--upgrade" for the newest that each range allows.\n',
    )


# ---- the libraries -----------------------------------------------------------------------------
class Pip:
    """Stands where processes are started, for pip is not to reach the network from a test."""

    def __init__(self, status=0):
        self.status = status
        self.calls = 0

    def __call__(self, command, **options):
        self.calls += 1
        return self.status


@pytest.fixture
def pip(project, monkeypatch):
    (project / ".venv").mkdir()
    pip = Pip()
    monkeypatch.setattr(subprocess, "call", pip)
    return pip


def test_libraries_are_installed_once(project, pip):
    bootstrap.install(project, bootstrap.SITE)
    bootstrap.install(project, bootstrap.SITE)

    assert pip.calls == 1


def test_libraries_are_installed_again_when_the_list_changed(project, pip):
    bootstrap.install(project, bootstrap.SITE)
    (project / bootstrap.SITE).write_text("# one more")
    bootstrap.install(project, bootstrap.SITE)

    assert pip.calls == 2


def test_a_failed_installation_is_one_sentence_and_tried_again(project, pip):
    pip.status = 1

    said = refusal(bootstrap.install, project, bootstrap.SITE)
    refusal(bootstrap.install, project, bootstrap.SITE)

    assert said == (
        "Installing what requirements.txt lists did not work: see that this machine is online and has "
        "room on its disk, then try again; what pip said is in .venv/pip.log, and a .venv that "
        "seems broken may be removed."
    )
    assert pip.calls == 2


# ---- keys --------------------------------------------------------------------------------------
def values(file):
    lines = [line for line in file.read_text().splitlines() if line and not line.startswith("#")]
    return dict(line.split("=", 1) for line in lines)


def test_the_env_file_holds_random_keys_for_its_owner_alone(tmp_path):
    file, other = tmp_path / ".env", tmp_path / "other"

    assert bootstrap.write_env(file)
    bootstrap.write_env(other)

    written = values(file)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert set(written) == {"DEVELOPMENT", "SECRET_KEY", "SEALING_KEYS"}
    assert written["DEVELOPMENT"] == "true"
    assert len(written["SECRET_KEY"]) == 64
    assert len(base64.urlsafe_b64decode(written["SEALING_KEYS"])) == 32
    assert written["SECRET_KEY"] != values(other)["SECRET_KEY"]
    assert written["SEALING_KEYS"] != values(other)["SEALING_KEYS"]


def test_an_env_file_that_is_there_is_never_overwritten(tmp_path):
    file = tmp_path / ".env"
    file.write_text("SECRET_KEY=mine")

    assert not bootstrap.write_env(file)
    assert file.read_text() == "SECRET_KEY=mine"


def test_the_example_explains_every_setting():
    settings = (bootstrap.ROOT / "clinic" / "settings.py").read_text(encoding="utf-8")
    read = set(
        re.findall(
            r'(?:text|database|switch|members|folder|mail_server|mailbox|required|whole_number|environ\.get)\(\s*"([A-Z_]+)"',
            settings,
        )
    )
    # those of nginx are read by deploy/setup.sh alone
    scripts = (bootstrap.ROOT / "deploy" / "lib.sh").read_text(encoding="utf-8")
    read |= set(re.findall(r"\$\(setting (TLS_[A-Z_]+)", scripts))
    example = (bootstrap.ROOT / ".env.example").read_text(encoding="utf-8")

    assert set(re.findall(r"^#?([A-Z_]+)=", example, re.MULTILINE)) == read


# ---- mail into files ---------------------------------------------------------------------------
def email(subject="Your consultation", to=("ana@example.com",)):
    message = EmailMultiAlternatives(
        subject, "Hello Ana,\nsee you “soon”.\n", "office@example.com", list(to)
    )
    message.attach_alternative("<p>Hello Ana</p>", "text/html")
    return message


@pytest.fixture
def mail_files(settings, tmp_path):
    settings.EMAIL_FILE_PATH = str(tmp_path / "var" / "mail")
    return get_connection("clinic.mail.file_backend.EmailBackend")


def written(settings):
    return sorted(Path(settings.EMAIL_FILE_PATH).iterdir())


def test_a_message_is_a_file_that_a_mail_reader_understands(mail_files, settings):
    assert mail_files.send_messages([email()]) == 1

    [file] = written(settings)
    read = message_from_bytes(file.read_bytes(), policy=default)
    assert file.suffix == ".eml"
    assert (read["To"], read["Subject"]) == ("ana@example.com", "Your consultation")
    assert read["Date"]
    assert read["Message-ID"]
    text, html = (read.get_body([kind]).get_content() for kind in ("plain", "html"))
    assert text.splitlines() == ["Hello Ana,", "see you “soon”."]
    assert html.splitlines() == ["<p>Hello Ana</p>"]
    assert b"\n" not in file.read_bytes().replace(b"\r\n", b"")


def test_mail_files_are_for_their_owner_alone(mail_files, settings):
    mail_files.send_messages([email()])

    [file] = written(settings)
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    assert stat.S_IMODE(file.parent.stat().st_mode) == 0o700


def test_mail_files_sort_by_time_and_their_names_tell_nothing(mail_files, settings):
    mail_files.send_messages([email(str(number)) for number in range(20)])

    files = written(settings)
    subjects = [message_from_bytes(file.read_bytes(), policy=default)["Subject"] for file in files]
    assert subjects == [str(number) for number in range(20)]
    assert all(set(file.stem) <= set("0123456789abcdef.-TZ") for file in files)


def test_a_message_to_nobody_is_not_written(mail_files, settings):
    assert mail_files.send_messages([email(to=())]) == 0
    assert not Path(settings.EMAIL_FILE_PATH).exists()


def test_a_mail_folder_that_cannot_be_written_is_an_error(mail_files, settings, tmp_path):
    (tmp_path / "var").touch()

    with pytest.raises(OSError, match=r"Not a directory|File exists"):
        mail_files.send_messages([email()])


# ---- programs of the tests -----------------------------------------------------------------------
def test_a_package_of_a_program_starts_no_service_and_a_policy_of_the_machines_own_stays(tmp_path):
    policy = tmp_path / "policy-rc.d"

    written = bootstrap.refuse_services(policy)
    answered = subprocess.run([str(policy), "nginx", "start"]).returncode

    assert (written, answered) == (policy, 101)
    assert bootstrap.refuse_services(policy) is None
    assert bootstrap.refuse_services(tmp_path / "nowhere" / "policy-rc.d") is None


def test_programs_are_looked_for_where_debian_puts_those_of_servers(monkeypatch, tmp_path):
    monkeypatch.setenv("PATH", str(tmp_path))
    (tmp_path / "logrotate").write_text("#!/bin/sh\n")
    (tmp_path / "logrotate").chmod(0o755)

    assert bootstrap.program("logrotate") == str(tmp_path / "logrotate")
    assert bootstrap.program("nothing-of-this-name") == ""
