"""Settings, read from the environment.

What is secret has no default and stops the start with a sentence. Everything else defaults to the
safe value, so that a forgotten line in production errs on the closed side. `make run` writes a
local `.env` with DEVELOPMENT=true; README.md lists every setting in one table.
"""

import base64
import os
import re
import warnings
from contextlib import suppress
from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path
from typing import Any

from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured, ValidationError
from django.core.validators import validate_email
from environ import Env

from clinic.environment import (
    folder,
    mail_server,
    mailbox,
    members,
    read_file,
    required,
    switch,
    text,
    whole_number,
)

BASE_DIR = Path(__file__).resolve().parent.parent
VAR_DIR = BASE_DIR / "var"

ENV_FILE = os.environ.get("ENV_FILE", "").strip()
read_file(BASE_DIR / (ENV_FILE or ".env"), named=bool(ENV_FILE))


# ---- where it runs -----------------------------------------------------------------------------
DEVELOPMENT = switch("DEVELOPMENT", False)  # plain HTTP on this machine, mail to files
DEBUG = switch("DEBUG", False)
BEHIND_HTTPS_PROXY = switch("BEHIND_HTTPS_PROXY", False)
# Proxies of our own in front, whose X-Forwarded-For entries count. With 0 the header is not read.
PROXY_HOPS = whole_number("PROXY_HOPS", 0)
SITE_URL = text("SITE_URL", "http://127.0.0.1:8000" if DEVELOPMENT else "").rstrip("/")
ALLOWED_HOSTS = members("ALLOWED_HOSTS", ["127.0.0.1", "localhost", "[::1]"] if DEVELOPMENT else [])
FORCE_SCRIPT_NAME = ""  # the site stands at its host's root: no header moves its links elsewhere

# ---- secrets -----------------------------------------------------------------------------------
RANDOM_KEY = (
    "put 50 or more random characters there, for example the output of `openssl rand -base64 48`"
)
SEALING_KEY = (
    "put a key there that seals phone numbers, e-mail addresses and notes: the output of "
    "`openssl rand -base64 32 | tr '+/' '-_'`"
)
SECRET_KEY = required("SECRET_KEY", f"{RANDOM_KEY}. `make run` writes one into .env.")
SECRET_KEY_FALLBACKS = members("SECRET_KEY_FALLBACKS")
# blanks once counted as part of it: what it signed stays good
if os.environ["SECRET_KEY"] != SECRET_KEY:
    SECRET_KEY_FALLBACKS.append(os.environ["SECRET_KEY"])
# Newest first: the first seals, all of them open.
SEALING_KEYS = members("SEALING_KEYS")
if not SEALING_KEYS:
    raise ImproperlyConfigured(
        f"SEALING_KEYS is not set: {SEALING_KEY}. `make run` writes one into .env."
    )

# ---- the pieces --------------------------------------------------------------------------------
INSTALLED_APPS = [
    "clinic.staff.apps.StaffAdmin",
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.sitemaps",
    "whitenoise.runserver_nostatic",
    "django.contrib.staticfiles",
    "crispy_forms",
    "crispy_bootstrap5",
    "csp",
    "axes",
    "django_prose_editor",
    "phonenumber_field",
    "clinic.office",
    "clinic.site",
    "clinic.operations",
    "clinic.staff.apps.StaffConfig",
    "articles",
    "bookings",
]
MIDDLEWARE = [
    "clinic.site.middleware.access_log",
    "clinic.site.middleware.LanguageOfAddress",
    "clinic.site.middleware.probes_under_any_name",
    "clinic.site.middleware.browser_rules",
    "clinic.site.middleware.reading_ahead",
    "csp.middleware.CSPMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "clinic.site.input_limits.short_redirects",
    "django.middleware.security.SecurityMiddleware",
    "clinic.site.request_validation.words_for_405",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "clinic.changes.public_pages.PublicPages",
    "clinic.site.request_validation.WellFormed",
    "clinic.site.input_limits.Bounded",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "clinic.protection.csrf.FormToken",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "clinic.site.middleware.office_time_for_staff",
    "axes.middleware.AxesMiddleware",
]
ROOT_URLCONF = "clinic.urls"
WSGI_APPLICATION = "clinic.wsgi.application"
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "APP_DIRS": True,
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "clinic.site.context_processors.clinic",
            ],
            "builtins": [
                "django.templatetags.i18n",
                "clinic.office.templatetags.clinic_words",
            ],
        },
    }
]
FORM_RENDERER = "django.forms.renderers.DjangoTemplates"
CRISPY_ALLOWED_TEMPLATE_PACKS = "bootstrap5"
CRISPY_TEMPLATE_PACK = "bootstrap5"


# ---- database ----------------------------------------------------------------------------------
def database(setting: str, default: str = "") -> dict[str, Any]:
    """What the address in `setting` says, in Django's terms."""
    found: dict[str, Any] = {}
    address = text(setting, default)
    try:
        with warnings.catch_warnings(action="ignore"):  # its warning would repeat the password
            found = Env.db_url_config(address)
    except (ValueError, ImproperlyConfigured):
        pass
    if found.get("ENGINE") not in ("django.db.backends.postgresql", "django.db.backends.sqlite3"):
        raise ImproperlyConfigured(
            f"{setting} cannot be read: put the address of a PostgreSQL database there, "
            "for example postgres://clinic:password@127.0.0.1:5432/clinic."
        )
    if found["ENGINE"].endswith("sqlite3") and found["NAME"] != ":memory:":
        file = BASE_DIR / found["NAME"]  # beside manage.py, wherever the process was started
        if file.parent == VAR_DIR:
            with suppress(OSError):  # where it cannot be made, the sentence below says so
                VAR_DIR.mkdir(mode=0o700, exist_ok=True)  # patients' data: for its owner alone
        if not file.parent.is_dir():
            raise ImproperlyConfigured(
                f"{setting} leads into {file.parent}, which is not there: make it."
            )
        found["NAME"] = str(file)
    if found["ENGINE"].endswith("postgresql"):
        found["ENGINE"] = "clinic.postgresql"  # which lets no visitor wait for long
        # A database host that swallows everything must not hold a visitor for minutes.
        patience = {"connect_timeout": 5, "tcp_user_timeout": 10_000}  # seconds, milliseconds
        found["OPTIONS"] = patience | found.get("OPTIONS", {})
    return found


DATABASES = {"default": database("DATABASE_URL", f"sqlite:///{VAR_DIR / 'clinic.sqlite3'}")}
# Past a pooler, which passes no notifications on: clinic.changes listens there.
DIRECT_DATABASE: dict[str, Any] = {}
if text("DATABASE_DIRECT_URL"):
    DIRECT_DATABASE = database("DATABASE_DIRECT_URL")
    if DIRECT_DATABASE["ENGINE"] != DATABASES["default"]["ENGINE"]:
        raise ImproperlyConfigured(
            "DATABASE_DIRECT_URL must lead to the database of DATABASE_URL, past its pooler."
        )
# Kept on SQLite too: whoever closes the last connection waits until its log is written into the
# file.
DATABASES["default"]["CONN_MAX_AGE"] = whole_number("CONN_MAX_AGE", 60)
if DATABASES["default"]["ENGINE"].endswith("sqlite3"):
    # Without IMMEDIATE two writers meet half way through and one dies with "database is locked".
    DATABASES["default"]["OPTIONS"] = {
        "transaction_mode": "IMMEDIATE",
        "timeout": 20,
        "init_command": "PRAGMA journal_mode=WAL; PRAGMA synchronous=NORMAL",
    }
else:
    DATABASES["default"]["CONN_HEALTH_CHECKS"] = True
    # A pooler in transaction mode hands the next fetch to another connection, which knows no such
    # cursor.
    DATABASES["default"]["DISABLE_SERVER_SIDE_CURSORS"] = True

# ---- mail --------------------------------------------------------------------------------------
MAIL_SERVER = "for example smtp+tls://user:password@mail.example.com:587"
EMAIL_URL = text("EMAIL_URL")
mail: dict[str, Any] = {}
if EMAIL_URL:
    mail = mail_server("EMAIL_URL", MAIL_SERVER)
    vars().update(mail)
elif DEVELOPMENT:
    EMAIL_BACKEND = "clinic.mail.file_backend.EmailBackend"
EMAIL_FILE_PATH = str(folder("MAIL_FOLDER", VAR_DIR / "mail", base=BASE_DIR))
# seconds a socket step may take; the whole attempt has its own, see clinic.mail.outbox
EMAIL_TIMEOUT = 15
MAIL_FROM = text("MAIL_FROM", may_quote=True)
DEFAULT_FROM_EMAIL = MAIL_FROM or "Acupunctury <office@acupunctury.example>"
SERVER_EMAIL = DEFAULT_FROM_EMAIL
# Where what cannot be delivered comes back to: the envelope sender; a * in it becomes the message's
# own key. And the mailbox it lies in, which the worker reads: imaps://user:password@host.
BOUNCE_ADDRESS = text("BOUNCE_ADDRESS")
BOUNCE_MAILBOX = mailbox("BOUNCE_MAILBOX")

# ---- people who sign in ------------------------------------------------------------------------
PASSWORD_HASHERS = [
    "clinic.staff.passwords.BoundedArgon2",
    "django.contrib.auth.hashers.PBKDF2PasswordHasher",
]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {
        "NAME": "django.contrib.auth.password_validation.MinimumLengthValidator",
        "OPTIONS": {"min_length": 12},
    },
    {"NAME": "clinic.staff.passwords.UncommonPassword"},
]
AUTHENTICATION_BACKENDS = [
    "axes.backends.AxesStandaloneBackend",  # first: it refuses before a password is looked at
    "django.contrib.auth.backends.ModelBackend",
]
LOGIN_URL = "admin:login"
SESSION_COOKIE_AGE = 8 * 60 * 60  # seconds without a page of the admin; see clinic.staff.sign_in
# A code of an authenticator app, for everybody who may see consultations or say who may.
SECOND_FACTOR = switch("SECOND_FACTOR", not DEVELOPMENT)
# So many wrong passwords for one account from one network, and that network waits. Nobody else
# does, and trying on does not make it longer. What is stored names no account, and nothing that was
# typed.
AXES_FAILURE_LIMIT = 5
AXES_COOLOFF_TIME = timedelta(minutes=15)
AXES_RESET_COOL_OFF_ON_FAILURE_DURING_LOCKOUT = False
AXES_RESET_ON_SUCCESS = True
AXES_LOCKOUT_PARAMETERS = [["username", "ip_address"]]
AXES_USERNAME_CALLABLE = "clinic.staff.sign_in.account"
AXES_CLIENT_IP_CALLABLE = "clinic.staff.sign_in.network_address"
AXES_LOCKOUT_CALLABLE = "clinic.staff.sign_in.too_many"
AXES_SENSITIVE_PARAMETERS = ["username", "next", "typed", "csrfmiddlewaretoken"]
AXES_DISABLE_ACCESS_LOG = True
AXES_ENABLE_ADMIN = False
AXES_VERBOSE = False

# ---- time and language -------------------------------------------------------------------------
LANGUAGE_CODE = "en"
LANGUAGES = [("en", "English"), ("es", "Español")]  # as clinic.languages knows them
LOCALE_PATHS = [BASE_DIR / "locale"]
USE_I18N = True
USE_TZ = True
TIME_ZONE = (  # only what stands where no office is at hand; pages use Office.time_zone
    "America/Los_Angeles"
)
PHONENUMBER_DEFAULT_REGION = "US"
PHONENUMBER_DB_FORMAT = "E164"

# What a page says when the database cannot be asked (FACTS: the clinic's own number).
CLINIC_PHONE = text("CLINIC_PHONE", "+14242521210")

# Whom to tell of a weakness, instead of MAIL_FROM and the office's phone; see security.txt.
SECURITY_CONTACT = members("SECURITY_CONTACT")

# ---- watching it -------------------------------------------------------------------------------
# Opens /health/details and /metrics. Without it they are not there. No machine is let in without
# it: behind a proxy every visitor comes from this one.
METRICS_TOKEN = text("METRICS_TOKEN")

# ---- files -------------------------------------------------------------------------------------
STATIC_URL = "/static/"
STATIC_ROOT = VAR_DIR / "static"
STATICFILES_DIRS = [BASE_DIR / "static"]
MEDIA_URL = "/media/"
MEDIA_ROOT = str(folder("MEDIA_FOLDER", VAR_DIR / "media", base=BASE_DIR))
# What was erased, by marks that name nobody: apart from the database, so that a restore loses none.
ERASURE_JOURNAL = str(folder("ERASURE_JOURNAL", VAR_DIR / "erasures.journal", base=BASE_DIR))
# So many nightly backups stay; the privacy page says so.
BACKUPS_KEPT = whole_number("BACKUPS_KEPT", 14)
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {
        "BACKEND": (
            "django.contrib.staticfiles.storage.StaticFilesStorage"
            if DEVELOPMENT
            else "clinic.site.static_storage.SiteStorage"
        )
    },
}
WHITENOISE_AUTOREFRESH = WHITENOISE_USE_FINDERS = DEVELOPMENT
# what browsers ask for by itself: /favicon.ico and its like
WHITENOISE_ROOT = BASE_DIR / "static" / "root"
# seconds; of what has no hash in its name
if DEVELOPMENT:
    WHITENOISE_MAX_AGE = 60
else:
    WHITENOISE_MAX_AGE = 24 * 60 * 60
WHITENOISE_KEEP_ONLY_HASHED_FILES = True
WHITENOISE_MIMETYPES = {
    # Browsers take speculation rules under this type alone.
    ".speculationrules": "application/speculationrules+json",
    ".svg": "image/svg+xml; charset=utf-8",
}
WHITENOISE_ALLOW_ALL_ORIGINS = False  # no other site's page reads anything of ours

# ---- backups -----------------------------------------------------------------------------------
BACKUP_FOLDER = str(folder("BACKUP_FOLDER", VAR_DIR / "backups", base=BASE_DIR))
# Public keys (age): what is encrypted for them opens with a private key, which is not here.
BACKUP_RECIPIENTS = members("BACKUP_RECIPIENTS")

# Bytes of public pages that each process of the web server keeps ready; 0 keeps none.
PAGE_CACHE_BYTES = whole_number("PAGE_CACHE_MEGABYTES", 4) * 1_000_000

# ---- what browsers are told --------------------------------------------------------------------
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [
            SELF,
            NONCE,
        ],  # the nonce is sent only where a page asked for one: the admin's editor
        "style-src": [SELF],
        "img-src": [SELF, "data:"],
        "font-src": [SELF],
        "connect-src": [SELF],
        "manifest-src": [SELF],
        "form-action": [SELF],
        "base-uri": [NONE],
        "frame-ancestors": [NONE],
    }
}
X_FRAME_OPTIONS = "DENY"
SECURE_REFERRER_POLICY = "strict-origin-when-cross-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
# What staff are told after a press waits in their session: a cookie of its own would carry
# patients' names.
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"
CSRF_FAILURE_VIEW = "clinic.site.errors.stale_form"
SAVED_COOKIE_PREFIX = "saved-"  # read and removed by static/js/rescue.js
if not DEVELOPMENT:
    SECURE_SSL_REDIRECT = True
    SECURE_REDIRECT_EXEMPT = [r"^health/", r"^metrics$"]  # probes come from inside, without HTTPS
    SECURE_HSTS_SECONDS = 365 * 24 * 60 * 60
    SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = True
    SESSION_COOKIE_NAME, CSRF_COOKIE_NAME = "__Host-session", "__Host-form"
    SAVED_COOKIE_PREFIX = "__Secure-saved-"
    if BEHIND_HTTPS_PROXY:
        SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https")

# What `check --deploy` asks for besides, and the clinic decides: its domain may hold more than this
# site.
SILENCED_SYSTEM_CHECKS = [
    # CsrfViewMiddleware is missing: FormToken is one, by a name that the check does not know
    "security.W003",
    # HSTS for all subdomains: one that does not speak HTTPS would be cut off for a year
    "security.W005",
    # HSTS preload: a list in the browsers themselves, which it takes months to leave
    "security.W021",
]

# ---- log lines ---------------------------------------------------------------------------------
# "text" for people, "json" for programs: one object a line, with the id of its request.
LOG_FORMAT = text("LOG_FORMAT", "text")
LOG_FORMATTERS = {
    "text": "clinic.site.logs.DiscreetFormatter",
    "json": "clinic.site.logs.JsonFormatter",
}
if LOG_FORMAT not in LOG_FORMATTERS:
    raise ImproperlyConfigured("LOG_FORMAT must be text or json.")
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"discreet": {"()": LOG_FORMATTERS[LOG_FORMAT]}},
    "handlers": {
        "console": {"class": "logging.StreamHandler", "formatter": "discreet"},
        # Without any handler Python prints the bare line, in no format (logging.lastResort).
        "nowhere": {"class": "logging.NullHandler"},
    },
    "root": {"handlers": ["console"], "level": "INFO"},
    "loggers": {
        "django": {"handlers": [], "propagate": True},
        "fido2": {"level": "WARNING"},  # its lines name passkeys
        "axes": {"level": "CRITICAL"},  # its lines repeat accounts and addresses
        # It would print a traceback for everybody who asks under another name; the access log has
        # the line.
        "django.security.DisallowedHost": {"handlers": ["nowhere"], "propagate": False},
        "django.server": {"handlers": ["nowhere"], "propagate": False},
        "gunicorn.http.wsgi": {"level": "ERROR"},  # it warns of every HEAD request
        # Its own handler would repeat addresses; its warnings repeat whatever malformed line was
        # sent.
        "gunicorn.error": {"handlers": [], "level": "ERROR", "propagate": True},
    },
}


# ---- a start that would be unsafe is refused ---------------------------------------------------
def can_seal(key: str) -> bool:
    """Whether it is 32 bytes in URL-safe base64, and not one byte over and over."""
    try:
        opened = base64.urlsafe_b64decode(key)
    except ValueError:
        return False
    return len(opened) == 32 and len(set(opened)) >= 5


def has_address(sender: str) -> bool:
    try:
        validate_email(parseaddr(sender)[1])
    except ValidationError:
        return False
    return "<" not in sender or sender.endswith(
        ">"
    )  # nothing behind it: a comment would be part of the name


def is_return_address(address: str) -> bool:
    """Whether it is a whole address with any message's key in it."""
    name, _, host = address.replace("*", "k" * 42, 1).partition("@")  # clinic.mail.return_address
    try:
        validate_email(f"{name}@{host}")
    except ValidationError:
        return False
    return len(name) <= 64 and "*" not in name + host and "*" not in address.partition("@")[2]


if VAR_DIR.is_relative_to(os.path.abspath(MEDIA_ROOT)):
    raise ImproperlyConfigured(
        "MEDIA_FOLDER must be a folder of its own: everybody can fetch whatever lies in it or"
        " below."
    )
if os.path.abspath(ERASURE_JOURNAL).startswith(os.path.join(os.path.abspath(MEDIA_ROOT), "")):
    raise ImproperlyConfigured(
        "ERASURE_JOURNAL must not lie in MEDIA_FOLDER: everybody can fetch whatever lies there."
    )
if not BACKUPS_KEPT:
    raise ImproperlyConfigured(
        "BACKUPS_KEPT must be 1 or more: with 0 there would be nothing to restore."
    )
if Path(os.path.abspath(BACKUP_FOLDER)).is_relative_to(os.path.abspath(MEDIA_ROOT)):
    raise ImproperlyConfigured(
        "BACKUP_FOLDER must not lie in MEDIA_FOLDER: everybody can fetch whatever lies there."
    )
if not all(len(key) == 62 and key.startswith("age1") for key in BACKUP_RECIPIENTS):
    raise ImproperlyConfigured(
        "BACKUP_RECIPIENTS holds something else than public keys, which begin with age1:"
        " `manage.py backup --make-key` makes a pair."
    )
if not re.fullmatch(r"\+?[0-9]{7,15}", re.sub(r"[-(). ]", "", CLINIC_PHONE)):
    raise ImproperlyConfigured("CLINIC_PHONE must be a phone number, for example +14242521210.")
if any(re.search(r"[/\s]|(?<!:):\d*$", host) for host in ALLOWED_HOSTS):
    raise ImproperlyConfigured(
        "ALLOWED_HOSTS takes names alone, without https:// and without a port: "
        "for example www.acupuncturyla.com,acupuncturyla.com."
    )
if METRICS_TOKEN and (len(METRICS_TOKEN) < 32 or len(set(METRICS_TOKEN)) < 5):
    raise ImproperlyConfigured(
        "METRICS_TOKEN is too easy to guess: put 32 or more random characters there, for example"
        " the output of `openssl rand -hex 32`."
    )
if not all(re.fullmatch(r"(mailto|tel|https):\S+", contact) for contact in SECURITY_CONTACT):
    raise ImproperlyConfigured(
        "SECURITY_CONTACT takes addresses with their scheme, separated by commas: for example"
        " mailto:office@acupuncturyla.com,tel:+14242521210."
    )
if BOUNCE_ADDRESS and not is_return_address(BOUNCE_ADDRESS):
    raise ImproperlyConfigured(
        "BOUNCE_ADDRESS must be a mail address, with at most one * before its @, in whose place"
        " the key of each message is put: for example bounces+*@acupuncturyla.com."
    )
if not DEVELOPMENT:
    if len(SECRET_KEY) < 50 or len(set(SECRET_KEY)) < 5 or "insecure" in SECRET_KEY:
        raise ImproperlyConfigured(f"SECRET_KEY is too easy to guess: {RANDOM_KEY}.")
    if not all(can_seal(key) for key in SEALING_KEYS):
        raise ImproperlyConfigured(f"SEALING_KEYS holds a key of the wrong form: {SEALING_KEY}.")
    if DEBUG:
        raise ImproperlyConfigured(
            "DEBUG is on, which shows patients' data to strangers: take it out."
        )
    if not SECOND_FACTOR:
        raise ImproperlyConfigured(
            "SECOND_FACTOR is off, so a password alone opens patients' data: take it out."
        )
    if not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS:
        raise ImproperlyConfigured(
            "ALLOWED_HOSTS must name the site's own addresses, for example www.acupuncturyla.com."
        )
    if not SITE_URL.startswith("https://"):
        raise ImproperlyConfigured(
            "SITE_URL must be the address that mails link to, for example"
            " https://www.acupuncturyla.com."
        )
    if not EMAIL_URL or not MAIL_FROM:
        raise ImproperlyConfigured(
            "EMAIL_URL and MAIL_FROM must be set, or nobody hears of a request: "
            f"{MAIL_SERVER} and the clinic's own address."
        )
    if (
        mail["EMAIL_BACKEND"] != "django.core.mail.backends.smtp.EmailBackend"
        or not mail["EMAIL_HOST"]
    ):
        raise ImproperlyConfigured(
            f"EMAIL_URL names no mail server, so nobody would hear of a request: {MAIL_SERVER}."
        )
    if not has_address(MAIL_FROM):
        raise ImproperlyConfigured(
            "MAIL_FROM holds no mail address: for example Acupunctury <office@acupuncturyla.com>."
        )
    if BEHIND_HTTPS_PROXY and not PROXY_HOPS:
        raise ImproperlyConfigured(
            "BEHIND_HTTPS_PROXY is true and PROXY_HOPS is 0, so all visitors would share the"
            " proxy's limits: say how many proxies of yours write X-Forwarded-For, usually 1."
        )
