"""Secrets scan: no key, token or password of a service was ever committed.

python -m tests.secrets_scan [FOLDER] reads every line that any commit of the history added, through
detect-secrets' patterns of keys. Patterns that only look for the word "password" stay out: the
tests are full of it.
"""

import subprocess
import sys
from pathlib import Path

from detect_secrets.core.scan import scan_line
from detect_secrets.settings import transient_settings

ROOT = Path(__file__).resolve().parents[1]
DETECTORS = [
    "ArtifactoryDetector",
    "AWSKeyDetector",
    "AzureStorageKeyDetector",
    "BasicAuthDetector",
    "CloudantDetector",
    "DiscordBotTokenDetector",
    "GitHubTokenDetector",
    "GitLabTokenDetector",
    "IbmCloudIamDetector",
    "JwtTokenDetector",
    "MailchimpDetector",
    "NpmDetector",
    "OpenAIDetector",
    "PrivateKeyDetector",
    "PypiTokenDetector",
    "SendGridDetector",
    "SlackDetector",
    "SquareOAuthDetector",
    "StripeDetector",
    "TwilioKeyDetector",
]
# Passwords of examples and tests, which stand in addresses as `user:…@host`.
EXAMPLES = {"password", "hushhush", "hushhush-mail", "quokkapass", "p%23", "…"}


def added_lines(folder: Path) -> set[str]:
    """Each line once, however many commits added it."""
    command = ["git", "log", "-p", "--unified=0", "--no-color", "--no-ext-diff"]
    told = subprocess.run(command, cwd=folder, capture_output=True, check=True)
    lines = told.stdout.decode("utf-8", "replace").splitlines()
    return {line[1:] for line in lines if line.startswith("+")}


def secrets_in(lines: set[str]) -> list[str]:
    """What was found, as "kind: the line's beginning, without the secret"."""
    found = []
    with transient_settings({"plugins_used": [{"name": name} for name in DETECTORS]}):
        for line in sorted(lines):
            for secret in scan_line(line):
                value = secret.secret_value or ""
                if value not in EXAMPLES:
                    found.append(f"{secret.type}: {line.strip().replace(value, '…')[:100]}")
    return found


def main(folder: Path = ROOT) -> int:
    if not (folder / ".git").exists():
        print("This folder has no history to look through.")
        return 0
    lines = added_lines(folder)
    found = secrets_in(lines)
    print("\n".join(found or [f"{len(lines):,} lines of the history hold no secret."]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main(*map(Path, sys.argv[1:2])))
