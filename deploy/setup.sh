#!/usr/bin/env bash
# Turns a fresh Debian 12 or 13 with a checkout and one settings file into the running site.
# (`a && b || refuse` may refuse after either.)

# shellcheck disable=SC2015 source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'WORDS'
Usage: deploy/setup.sh [--dry-run] [--empty]     set this machine up; run it again at any time
       deploy/setup.sh --new-settings HOST       write /etc/acupunctury/site.env with keys of its own
       deploy/setup.sh --render                  write the configuration of nginx, systemd and logrotate, and no more

Run it as root, from a checkout (git clone). What is in order already stays as it is.
  --dry-run  say what would be done, and do nothing
  --empty    load no sample content into an empty database: for a restore from a backup
WORDS
}

MODE=setup EMPTY='' NEW_HOST=''
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) DRY_RUN=yes ;;
    --empty) EMPTY=yes ;;
    --render) MODE=render ;;
    --new-settings)
        MODE=new_settings
        NEW_HOST=${2:-}
        [ $# -lt 2 ] || shift
        ;;
    -h | --help)
        usage
        exit
        ;;
    *)
        usage >&2
        refuse "$1 is not known."
        ;;
    esac
    shift
done

# ---- the machine -------------------------------------------------------------------------------
check_machine() {
    [ "$(id -u)" = 0 ] || refuse "This sets a machine up, so it must run as root: sudo deploy/setup.sh"
    local release=${OS_RELEASE:-/etc/os-release} id version
    id=$(sed -n 's/^ID=//p' "$release" 2>/dev/null | tr -d '"')
    version=$(sed -n 's/^VERSION_ID=//p' "$release" 2>/dev/null | tr -d '"')
    case $id:$version in
    debian:12 | debian:13) ;;
    *) refuse "This is made for Debian 12 and 13, and this machine says it is ${id:-unknown} ${version:-}: take a machine with one of those." ;;
    esac
}

check_checkout() {
    type -P git >/dev/null || refuse "git is missing: apt-get install git"
    [ -f "$CHECKOUT/manage.py" ] && in_checkout rev-parse --verify --quiet HEAD >/dev/null ||
        refuse "$CHECKOUT is no checkout of the site: git clone it, and run deploy/setup.sh from there."
}

say_what_is_left_out() {
    [ -z "$(in_checkout status --porcelain --untracked-files=no)" ] ||
        say "Changes in $CHECKOUT that are not committed are left out."
}

install_packages() {
    local package
    local -a missing=() wanted=(adduser postgresql nginx python3 python3-venv git openssl ca-certificates logrotate)
    [ -n "$CERTIFICATE" ] || wanted+=(certbot)
    for package in "${wanted[@]}"; do
        dpkg-query -W -f '${db:Status-Status}\n' "$package" 2>/dev/null | grep -qx installed ||
            missing+=("$package")
    done
    [ ${#missing[@]} -gt 0 ] || return 0
    step "Installing Debian's ${missing[*]}" apt_install "${missing[@]}"
}

apt_install() {
    export DEBIAN_FRONTEND=noninteractive
    if ! apt-get -qq update || ! apt-get -qq -y --no-install-recommends install "$@" >/dev/null; then
        refuse "The packages could not be installed: the lines above say why. See that this machine is online, then run this again."
    fi
}

make_user() {
    getent passwd "$SITE_USER" >/dev/null && return
    step "Making the user $SITE_USER, who cannot sign in" \
        adduser --quiet --system --group --no-create-home --home "$DATA" --shell /usr/sbin/nologin "$SITE_USER"
}

make_folders() {
    folder "$APP/releases" 755 root:root
    folder "$DATA" 750 "$SITE_USER:$SITE_USER"
    folder "$MEDIA" 750 "$SITE_USER:$SITE_USER"
    folder "$BACKUPS" 700 "$SITE_USER:$SITE_USER"
    folder "$LOGS" 750 "root:adm"
    folder "$RUN" 755 root:root
    folder "$ACME" 755 root:root
}

close_settings() {
    if [ "$(stat -c %U:%G:%a "$SETTINGS")" != "root:$SITE_USER:640" ]; then
        step "Letting only root and $SITE_USER read $SETTINGS" close_file "$SETTINGS"
    fi
}

close_file() {
    chown "root:$SITE_USER" "$1"
    chmod 640 "$1"
}

# ---- settings ------------------------------------------------------------------------------------
new_settings() {
    [[ $NEW_HOST =~ ^[a-z0-9][a-z0-9-]*(\.[a-z0-9-]+)+$ ]] ||
        refuse "Name the host under which the site is reached: deploy/setup.sh --new-settings www.example.com"
    [ ! -e "$SETTINGS" ] || refuse "$SETTINGS is there already, with keys that nobody could make again: it stays as it is."
    local names=$NEW_HOST
    [[ $NEW_HOST != www.* ]] || names+=,${NEW_HOST#www.}
    say "Writing $SETTINGS with keys of its own, for root alone"
    [ -z "$DRY_RUN" ] || return 0
    mkdir -p "$(dirname "$SETTINGS")"
    (
        umask 077
        cat >"$SETTINGS" <<WORDS
# The site's settings; .env.example and README.md say what each is. Keep a copy of SECRET_KEY and SEALING_KEYS apart
# from the backups: without them patients' links and sealed words cannot be opened again.
SITE_URL=https://$NEW_HOST
ALLOWED_HOSTS=$names
BEHIND_HTTPS_PROXY=true
PROXY_HOPS=1
SECRET_KEY=$(openssl rand -base64 48 | tr -d '\n')
SEALING_KEYS=$(openssl rand -base64 32 | tr '+/' '-_')
# By the socket of this machine, as the site's own user: no password.
DATABASE_URL=postgres://$SITE_USER@/$SITE_USER?host=/var/run/postgresql
MEDIA_FOLDER=$DATA/media
BACKUP_FOLDER=$DATA/backups
ERASURE_JOURNAL=$DATA/erasures.journal
# Opens /health/details and /metrics to a monitor on this machine.
METRICS_TOKEN=$(openssl rand -hex 32)

# Fill these in: the mail server, and whom mails come from.
EMAIL_URL=
MAIL_FROM=
CLINIC_PHONE=+14242521210

# Empty: certbot gets a certificate from Let's Encrypt, whose terms you accept by that. Or the files of one you have.
TLS_CERTIFICATE=
TLS_KEY=
WORDS
    )
    say "Now fill in EMAIL_URL and MAIL_FROM there, then run deploy/setup.sh."
}

# ---- PostgreSQL ------------------------------------------------------------------------------
# One field of DATABASE_URL: kind, host, name, user or password.
database_field() {
    DATABASE_URL=$(setting DATABASE_URL) python3 - "$1" <<'PY'
import os, sys
from urllib.parse import parse_qs, unquote, urlsplit
url = urlsplit(os.environ["DATABASE_URL"])
host = url.hostname or parse_qs(url.query).get("host", [""])[0]
fields = {"kind": url.scheme, "host": unquote(host), "name": url.path.strip("/"),
          "user": unquote(url.username or ""), "password": unquote(url.password or "")}
print(fields[sys.argv[1]])
PY
}

psql_as_owner() { runuser -u postgres -- psql --no-psqlrc --quiet --tuples-only --no-align --set ON_ERROR_STOP=1 "$@"; }

ask_database() { psql_as_owner -d postgres -c "$1" 2>/dev/null || true; }

make_database() {
    case $(database_field kind) in
    postgres | postgresql | psql | pgsql) ;;
    *)
        say "DATABASE_URL names no PostgreSQL, so no database is made."
        return
        ;;
    esac
    case $(database_field host) in
    '' | /* | localhost | 127.0.0.1 | ::1) ;;
    *)
        say "The database is on another machine and stays as it is: make role and database there, and set log_min_error_statement = panic and log_error_verbosity = terse."
        return
        ;;
    esac
    [ -n "$DRY_RUN" ] || systemctl start postgresql.service
    local name user
    name=$(database_field name)
    user=$(database_field user)
    [[ $name =~ ^[a-z_][a-z0-9_]*$ && $user =~ ^[a-z_][a-z0-9_]*$ ]] ||
        refuse "DATABASE_URL in $SETTINGS must name a role and a database of small letters, for example postgres://$SITE_USER@/$SITE_USER?host=/var/run/postgresql."
    # Its own log repeats no patient's words.
    local changed='' parameter
    for parameter in log_min_error_statement=panic log_error_verbosity=terse; do
        [ "$(ask_database "SELECT setting FROM pg_settings WHERE name = '${parameter%=*}'")" = "${parameter#*=}" ] && continue
        step "Telling PostgreSQL: ${parameter%=*} = ${parameter#*=}" \
            psql_as_owner -d postgres -c "ALTER SYSTEM SET ${parameter%=*} = '${parameter#*=}'"
        changed=yes
    done
    [ -z "$changed" ] || step "Letting PostgreSQL read that" psql_as_owner -d postgres -o /dev/null -c "SELECT pg_reload_conf()"
    [ -n "$(ask_database "SELECT 1 FROM pg_roles WHERE rolname = '$user'")" ] ||
        step "Making the database role $user" make_role "$user"
    [ -n "$(ask_database "SELECT 1 FROM pg_database WHERE datname = '$name'")" ] ||
        step "Making the database $name" psql_as_owner -d postgres \
            -c "CREATE DATABASE $name OWNER $user ENCODING 'UTF8' TEMPLATE template0"
}

make_role() { # the password by the environment: an argument could be read in the list of processes
    local password
    password=$(database_field password)
    psql_as_owner -d postgres -c "CREATE ROLE $1 LOGIN"
    [ -z "$password" ] || SITE_DATABASE_PASSWORD=$password psql_as_owner -d postgres <<WORDS
\getenv password SITE_DATABASE_PASSWORD
ALTER ROLE $1 PASSWORD :'password';
WORDS
}

# ---- the release -----------------------------------------------------------------------------
fill_database() {
    local there
    step "Bringing the tables up to date" manage "$RELEASE" migrate --noinput --verbosity 0
    step "Making the roles of staff" manage "$RELEASE" make_roles --verbosity 0
    [ -z "$EMPTY$DRY_RUN" ] || return 0
    there=$(manage "$RELEASE" shell --verbosity 0 -c \
        "from clinic.office.models import Office; print(Office.objects.exists())" | tail -n 1)
    [ "$there" = True ] ||
        step "Loading the clinic and its sample content" manage "$RELEASE" load_sample
}

# ---- nginx and TLS -----------------------------------------------------------------------------
enable_nginx_site() {
    local enabled=$NGINX/sites-enabled
    if [ -e "$enabled/default" ]; then
        step "Taking out nginx's welcome page" rm -f "$enabled/default"
        NGINX_CHANGED=yes
    fi
    if [ ! -e "$enabled/acupunctury.conf" ]; then
        step "Enabling the site in nginx" link_nginx_site "$enabled"
        NGINX_CHANGED=yes
    fi
}

link_nginx_site() {
    mkdir -p "$1"
    ln -sfn ../sites-available/acupunctury.conf "$1/acupunctury.conf"
}

self_made_certificate() {
    mkdir -p "$OWN_TLS"
    openssl req -x509 -newkey rsa:2048 -nodes -days 30 -subj "/CN=$HOST" -addext "subjectAltName=DNS:$HOST" \
        -keyout "$OWN_TLS/key.pem" -out "$OWN_TLS/certificate.pem" 2>/dev/null
    chmod 600 "$OWN_TLS/key.pem"
}

set_up_nginx() {
    local has_own_files=$CERTIFICATE
    if [ -z "$has_own_files" ]; then
        CERTIFICATE=$LETSENCRYPT/fullchain.pem KEY=$LETSENCRYPT/privkey.pem
        if [ ! -e "$CERTIFICATE" ]; then
            CERTIFICATE=$OWN_TLS/certificate.pem KEY=$OWN_TLS/key.pem
            [ -e "$CERTIFICATE" ] ||
                step "Making a certificate of its own, until there is one that browsers trust" self_made_certificate
        fi
    fi
    write_nginx
    enable_nginx_site
    [ -z "$NGINX_CHANGED" ] || step "Letting nginx read its configuration" reload_nginx
    [ -z "$has_own_files" ] && [ ! -e "$LETSENCRYPT/fullchain.pem" ] || return 0
    local name
    local -a domains=()
    for name in $NAMES; do
        [[ $name == .* ]] || domains+=(-d "$name")
    done
    say "Asking Let's Encrypt for a certificate for ${domains[*]//-d/}, whose terms you accept by that (https://letsencrypt.org/repository/)"
    [ -z "$DRY_RUN" ] || return 0
    if certbot certonly --quiet --non-interactive --agree-tos --register-unsafely-without-email \
        --webroot -w "$ACME" --cert-name acupunctury "${domains[@]}" \
        --deploy-hook "systemctl reload nginx.service" && [ -e "$LETSENCRYPT/fullchain.pem" ]; then
        CERTIFICATE=$LETSENCRYPT/fullchain.pem KEY=$LETSENCRYPT/privkey.pem
        write_nginx
        step "Letting nginx read its configuration" reload_nginx
    else
        NO_CERTIFICATE=yes
    fi
}

# ---- systemd -------------------------------------------------------------------------------------
start_services() {
    local unit
    local -a wanted=(acupunctury-web.socket acupunctury-web.service acupunctury-worker.service acupunctury-nightly.timer)
    write_units
    if [ -n "$UNITS_CHANGED" ]; then
        step "Letting systemd read its units" systemctl daemon-reload
        step "Making the folder of the socket" systemd-tmpfiles --create "$DESTDIR/etc/tmpfiles.d/acupunctury.conf"
    fi
    for unit in "${wanted[@]}"; do
        systemctl --quiet is-enabled "$unit" 2>/dev/null || step "Enabling $unit" systemctl --quiet enable "$unit"
    done
    if [ -n "$RELEASE_CHANGED$UNITS_CHANGED" ] || ! systemctl --quiet is-active acupunctury-web.service; then
        step "Starting web server and worker" restart_site
        step "Starting the nightly timer" systemctl start acupunctury-nightly.timer
    fi
}

keep_logs_short() {
    write_log_rotation
    [ -z "$JOURNAL_CHANGED" ] || step "Letting the journal read that" systemctl try-restart systemd-journald.service
}

write_command() {
    put_filled "$DESTDIR/usr/local/sbin/acupunctury" 755 "$DEPLOY/manage.sh"
}

set_up() {
    check_machine
    check_checkout
    read_settings
    refuse_placeholders
    alone
    say_what_is_left_out
    install_packages
    make_user
    make_folders
    close_settings
    make_database
    RELEASE=$(release_of HEAD)
    RELEASE_CHANGED=
    make_release "$RELEASE"
    [ -n "$DRY_RUN" ] || try_release "$RELEASE"
    fill_database
    if [ "$(release_in_use)" != "$RELEASE" ]; then
        step "Taking $RELEASE into use" use_release "$RELEASE"
        RELEASE_CHANGED=yes
    fi
    write_command
    start_services
    keep_logs_short
    NO_CERTIFICATE=
    set_up_nginx
    if [ -n "$DRY_RUN" ]; then
        say "Nothing of this was done: this was a dry run."
        return
    fi
    wait_until_ready ||
        refuse "The site does not answer: journalctl -u acupunctury-web -n 50 says why. Mend it, then run this again."
    [ -z "$NO_CERTIFICATE" ] ||
        refuse "The site runs, but without a certificate that browsers trust: the lines above are certbot's. See that the names $NAMES lead to this machine and that port 80 is open, then run this again."
    say "https://$HOST/ is served. First account: sudo acupunctury createsuperuser. Later: deploy/update.sh."
}

case $MODE in
new_settings)
    [ "$(id -u)" = 0 ] || refuse "The settings are for root alone, so this must run as root: sudo deploy/setup.sh --new-settings $NEW_HOST"
    new_settings
    ;;
render)
    read_settings
    if [ -z "$CERTIFICATE" ]; then
        CERTIFICATE=$LETSENCRYPT/fullchain.pem KEY=$LETSENCRYPT/privkey.pem
    fi
    write_nginx
    write_units
    write_log_rotation
    ;;
*) set_up ;;
esac
