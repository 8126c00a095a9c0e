"""The secrets scan finds what was ever committed, also what a later commit took out."""

import subprocess

import pytest

from tests import secrets_scan

# In two parts each: this file is looked through as well.
SECRETS = [
    "key = 'AKIA" + "Z7JQ4WMXP2LVNTB6'",
    "-----BEGIN " + "RSA PRIVATE KEY-----",
    "EMAIL_URL=smtp://clinic:" + "wEr9pLk2@mail.clinic.example",
]


@pytest.fixture
def repository(tmp_path):
    def git(*command):
        me = ["-c", "user.name=T", "-c", "user.email=t@clinic.example"]
        subprocess.run(["git", *me, *command], cwd=tmp_path, check=True, capture_output=True)

    def commit(text):
        (tmp_path / "settings").write_text(text)
        git("add", ".")
        git("commit", "-m", "A change")

    git("init")
    return tmp_path, commit


@pytest.mark.parametrize("secret", SECRETS, ids=["token", "private key", "password in an address"])
def test_a_secret_that_was_taken_out_again_is_found_and_not_repeated(repository, capsys, secret):
    folder, commit = repository
    commit(f"{secret}\n")
    commit("nothing\n")

    assert secrets_scan.main(folder) == 1

    said = capsys.readouterr().out
    assert said.count("\n") == 1
    assert "wEr9pLk2" not in said
    assert "Z7JQ4WMXP2LVNTB6" not in said


def test_examples_are_no_secrets(repository):
    folder, commit = repository
    commit("DATABASE_URL=postgres://clinic:password@127.0.0.1:5432/clinic\n")

    assert secrets_scan.main(folder) == 0


def test_without_a_history_there_is_nothing_to_find(tmp_path, capsys):
    assert secrets_scan.main(tmp_path) == 0
    assert capsys.readouterr().out == "This folder has no history to look through.\n"
