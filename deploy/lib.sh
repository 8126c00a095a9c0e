# shellcheck shell=bash disable=SC2034,SC2015
# What setup.sh and update.sh share: where things lie, how settings are read and files written.
# (Some of it is used there alone; and `a && b || refuse` may refuse after either.)
# DESTDIR is a folder to write under instead of /, for trials and tests.

set -euo pipefail
shopt -u patsub_replacement 2>/dev/null || true # else & in a value would mean what was replaced
umask 022

DEPLOY=$(cd "$(dirname "${BASH_SOURCE[0]}")" && pwd)
CHECKOUT=$(dirname "$DEPLOY")
DESTDIR=${DESTDIR:-}
SITE_USER=acupunctury
WEB_USER=www-data # whom nginx runs as
APP=$DESTDIR/opt/acupunctury
DATA=$DESTDIR/var/lib/acupunctury
ACME=$DESTDIR/var/lib/acupunctury-acme
LOGS=$DESTDIR/var/log/acupunctury
RUN=$DESTDIR/run/acupunctury
SOCKET=$RUN/web.sock
NGINX=$DESTDIR/etc/nginx
UNITS=$DESTDIR/etc/systemd/system
SETTINGS=${SETTINGS:-$DESTDIR/etc/acupunctury/site.env}
OWN_TLS=$DESTDIR/etc/acupunctury/tls
LETSENCRYPT=$DESTDIR/etc/letsencrypt/live/acupunctury
KEEP_RELEASES=3
HTTP_PORT=${HTTP_PORT:-80}
HTTPS_PORT=${HTTPS_PORT:-443}
DRY_RUN=${DRY_RUN:-}
CHANGED= # whether the last written file differed from the one that was there

say() { printf '%s\n' "$*"; }
refuse() {
    printf '%s\n' "$*" >&2
    REFUSED=yes
    exit 1
}
REFUSED=''
trap '[ $? = 0 ] || [ -n "$REFUSED" ] ||
    printf "%s\n" "It stopped there: the lines above say why. What is done stays; mend that and run this again." >&2' EXIT

# Says what it does, and does it unless this is a dry run: step "words" command arguments…
step() {
    say "$1"
    shift
    [ -n "$DRY_RUN" ] || "$@"
}

# ---- one at a time -------------------------------------------------------------------------------
# Two would build, migrate and clean up under each other's feet. What outlives this script must not
# hold the lock, so it is closed for all that may start something.
alone() {
    [ -z "$DRY_RUN" ] || return 0
    mkdir -p "$DESTDIR/run"
    exec 9>"$DESTDIR/run/acupunctury-deploy.lock"
    flock -n 9 ||
        refuse "Another setup or update is running on this machine: wait until it has ended, then run this again."
}

systemctl() { command systemctl "$@" 9>&-; }
git() { command git "$@" 9>&-; } # it may tidy up in the background
apt-get() { command apt-get "$@" 9>&-; }

# ---- settings ------------------------------------------------------------------------------------
# The value of one setting as the site reads it: the first line counts, blanks around it do not.
setting() {
    sed -n "s/^\(export \)\{0,1\}$1=[[:blank:]]*//p" "$SETTINGS" | sed -n '1s/[[:space:]]*$//p'
}

read_settings() {
    [ -e "$SETTINGS" ] ||
        refuse "There is no settings file $SETTINGS: \`$DEPLOY/setup.sh --new-settings www.example.com\` writes one with keys of its own, with your name for www.example.com."
    [ -r "$SETTINGS" ] || refuse "$SETTINGS cannot be read: run this as root."
    local site
    site=$(setting SITE_URL)
    HOST=${site#https://}
    HOST=${HOST%%/*}
    HOST=${HOST%%:*}
    [[ $site == https://* && $HOST =~ ^[a-z0-9]([a-z0-9.-]*[a-z0-9])?$ ]] ||
        refuse "SITE_URL in $SETTINGS must be the site's address, for example https://www.clinic.example."
    NAMES=$HOST
    local name
    local -a hosts
    IFS=', ' read -r -a hosts <<<"$(setting ALLOWED_HOSTS)"
    for name in "${hosts[@]}"; do
        [[ $name =~ ^\.?[a-zA-Z0-9]([a-zA-Z0-9.-]*[a-zA-Z0-9])?$ ]] ||
            refuse "ALLOWED_HOSTS in $SETTINGS holds a name that is none: names alone, separated by commas."
        [ "$name" = "$HOST" ] || NAMES+=" $name"
    done
    CERTIFICATE=$(setting TLS_CERTIFICATE)
    KEY=$(setting TLS_KEY)
    # Without one of these the site writes into the release that runs, which an update takes away.
    local folder
    for name in MEDIA_FOLDER BACKUP_FOLDER ERASURE_JOURNAL; do
        [ -n "$(setting "$name")" ] ||
            refuse "$name is empty in $SETTINGS, so it would lie within one release and go with that: put a place of its own there, for example in $DATA (README.md says what it is), and move there what lies in $APP/current/var."
    done
    MEDIA=$(setting MEDIA_FOLDER)
    BACKUPS=$(setting BACKUP_FOLDER)
    # what the site may write to: its own folder, and what the settings lay elsewhere
    WRITABLE=$DATA
    for folder in "$MEDIA" "$BACKUPS" "$(dirname "$(setting ERASURE_JOURNAL)")"; do
        [[ $folder == /* ]] ||
            refuse "Folders in $SETTINGS must begin with a /: $folder would lie within one release."
        [[ $folder == "$DATA" || $folder == "$DATA"/* ]] || WRITABLE+=" -$folder"
    done
}

refuse_placeholders() {
    local name value
    for name in SITE_URL ALLOWED_HOSTS SECRET_KEY SEALING_KEYS DATABASE_URL EMAIL_URL MAIL_FROM; do
        value=$(setting "$name")
        [ -n "$value" ] || refuse "$name is empty in $SETTINGS: fill it in. .env.example says what each setting is."
        case $value in
        *example.com* | *.example | *.example[\>,/:]* | *user:password@* | *:password@* | *FILL-IN*)
            refuse "$name in $SETTINGS still holds an example: put your own there."
            ;;
        esac
    done
    [ "$(setting DEVELOPMENT | tr '[:upper:]' '[:lower:]')" != true ] ||
        refuse "DEVELOPMENT is true in $SETTINGS, which is for one's own machine: take it out."
    [ "$(setting BEHIND_HTTPS_PROXY)" = true ] && [ "$(setting PROXY_HOPS)" = 1 ] ||
        refuse "BEHIND_HTTPS_PROXY must be true and PROXY_HOPS 1 in $SETTINGS: nginx stands in front."
    if [ -n "$CERTIFICATE$KEY" ]; then
        [ -r "$CERTIFICATE" ] && [ -r "$KEY" ] ||
            refuse "TLS_CERTIFICATE and TLS_KEY in $SETTINGS must both name a file that is there; leave both empty and certbot gets a certificate."
    fi
}

# ---- files -----------------------------------------------------------------------------------
# Puts what stands on stdin into a file, unless it is there already: put FILE MODE [OWNER]
put() {
    local file=$1 mode=$2 owner=${3:-root:root} text
    text=$(cat)
    CHANGED=
    if [ -f "$file" ] && [ "$(cat "$file")" = "$text" ]; then
        return
    fi
    CHANGED=yes
    say "Writing $file"
    [ -z "$DRY_RUN" ] || return 0
    mkdir -p "$(dirname "$file")"
    local new
    new=$(mktemp "$(dirname "$file")/.new-XXXXXX")
    printf '%s\n' "$text" >"$new"
    chmod "$mode" "$new"
    chown "$owner" "$new"
    mv -f "$new" "$file"
}

folder() { # folder PATH MODE OWNER
    [ -d "$1" ] && return
    step "Making the folder $1" make_folder "$@"
}

make_folder() {
    mkdir -p "$1"
    chmod "$2" "$1"
    chown "$3" "$1"
}

# ---- configuration from the templates ----------------------------------------------------------
listens() { # listens PORT WORDS: for IPv4, and for IPv6 where this machine has it
    printf '    listen %s%s;' "$1" "${2:+ $2}"
    if [ -e /proc/net/if_inet6 ]; then
        printf '\n    listen [::]:%s%s;' "$1" "${2:+ $2}"
    fi
}

nginx_is_at_least() { # nginx_is_at_least 1.25.1
    local version
    version=$(nginx -v 2>&1 | sed -n 's|.*nginx/\([0-9.]*\).*|\1|p')
    [ "$(printf '%s\n%s\n' "$1" "${version:-1.22.1}" | sort -V | head -n 1)" = "$1" ]
}

# A template with its @NAMES@ filled in, on stdout.
fill_in() {
    local text tls=ssl http2='' suffix='' log_format=text
    [ "$(setting LOG_FORMAT)" != json ] || log_format=json
    text=$(cat "$1")
    if nginx_is_at_least 1.25.1; then
        http2=$'\n    http2 on;'
    else
        tls+=' http2'
    fi
    [ "$HTTPS_PORT" = 443 ] || suffix=:$HTTPS_PORT
    local -A values=(
        [LISTEN_HTTP]=$(listens "$HTTP_PORT" default_server)
        [LISTEN_HTTPS_DEFAULT]=$(listens "$HTTPS_PORT" "$tls default_server")$http2
        [LISTEN_HTTPS]=$(listens "$HTTPS_PORT" "$tls")$http2
        [PORT_SUFFIX]=$suffix [HOST]=${HOST:-} [NAMES]=${NAMES:-}
        [CERTIFICATE]=${CERTIFICATE:-} [KEY]=${KEY:-}
        [APP]=$APP [DATA]=$DATA [ACME]=$ACME [LOGS]=$LOGS [SOCKET]=$SOCKET [NGINX]=$NGINX
        [SETTINGS]=$SETTINGS [RUN]=$RUN [NGINX_PID]=$DESTDIR/run/nginx.pid [SITE_USER]=$SITE_USER [WEB_USER]=$WEB_USER
        [WORKERS]=$(nproc) [WRITABLE]=${WRITABLE:-$DATA}
        [LOG_FORMAT]=acupunctury_$log_format
    )
    local name
    for name in "${!values[@]}"; do
        text=${text//"@$name@"/"${values[$name]}"}
    done
    if [[ $text =~ @[A-Z][A-Z_]*@ ]]; then
        refuse "$1 asks for ${BASH_REMATCH[0]}, which nobody knows."
    fi
    printf '%s\n' "$text"
}

put_filled() { # put_filled FILE MODE TEMPLATE
    local filled
    filled=$(fill_in "$3") || exit 1
    put "$1" "$2" <<<"$filled"
}

write_nginx() { # says nothing and sets NGINX_CHANGED empty where all of it is there already
    NGINX_CHANGED=
    local name
    for name in error-pages error-page-files proxy; do
        put_filled "$NGINX/acupunctury/$name.conf" 644 "$DEPLOY/nginx/$name.conf"
        NGINX_CHANGED+=$CHANGED
    done
    put_filled "$NGINX/sites-available/acupunctury.conf" 644 "$DEPLOY/nginx/site.conf"
    NGINX_CHANGED+=$CHANGED
}

write_units() { # sets UNITS_CHANGED
    UNITS_CHANGED=
    local file
    for file in "$DEPLOY"/systemd/acupunctury-*; do
        put_filled "$UNITS/$(basename "$file")" 644 "$file"
        UNITS_CHANGED+=$CHANGED
    done
    put_filled "$DESTDIR/etc/tmpfiles.d/acupunctury.conf" 644 "$DEPLOY/tmpfiles.conf"
    UNITS_CHANGED+=$CHANGED
}

write_log_rotation() { # sets JOURNAL_CHANGED
    put_filled "$DESTDIR/etc/logrotate.d/acupunctury" 644 "$DEPLOY/logrotate/acupunctury"
    put "$DESTDIR/etc/systemd/journald.conf.d/acupunctury.conf" 644 <"$DEPLOY/systemd/journald.conf"
    JOURNAL_CHANGED=$CHANGED
}

# ---- releases --------------------------------------------------------------------------------
in_checkout() { git -c "safe.directory=$CHECKOUT" -C "$CHECKOUT" "$@"; }

# The name of the release that a commit becomes: its moment, and its hash.
release_of() { in_checkout log -1 --format=%cd-%h --abbrev=10 --date=format:%Y%m%d-%H%M%S "$1"; }

release_in_use() {
    local link
    link=$(readlink "$APP/current" 2>/dev/null) || return 0
    basename "$link"
}

# One of the owner's commands, of one release and as the site's own user: manage RELEASE COMMAND…
manage() {
    local release=$APP/releases/$1
    shift
    runuser -u "$SITE_USER" -- env "ENV_FILE=$SETTINGS" PYTHONTZPATH= \
        "$release/.venv/bin/python" "$release/manage.py" "$@"
}

# The site's own words where a release would not start with these settings.
try_release() {
    local release=$APP/releases/$1
    (cd "$release" && runuser -u "$SITE_USER" -- env "ENV_FILE=$SETTINGS" PYTHONTZPATH= \
        .venv/bin/python -c "import clinic.wsgi") ||
        refuse "$1 does not start with $SETTINGS: the lines above say what to mend. What ran before goes on as it was."
}

# Code, libraries, static files and error pages in a folder of their own; nothing uses it yet.
make_release() {
    local name=$1 release=$APP/releases/$1
    if [ -e "$release/.complete" ]; then
        return
    fi
    step "Putting the code into $release" unpack "$release"
    step "Installing the libraries of its lock, with their hashes, which takes a minute" install_libraries "$release"
    step "Collecting the static files" manage "$name" collectstatic --noinput --verbosity 0
    step "Writing nginx's error pages" manage "$name" write_error_pages "$release/var/error-pages"
    [ -n "$DRY_RUN" ] || touch "$release/.complete"
}

unpack() {
    rm -rf "$1"
    mkdir -p "$1"
    in_checkout -c tar.umask=022 archive HEAD | tar -x -C "$1"
    mkdir -p "$1/var"
    chmod 755 "$1/var"
    chown "$SITE_USER:$SITE_USER" "$1/var"
}

install_libraries() {
    python3 -m venv "$1/.venv"
    if ! "$1/.venv/bin/python" -m pip install --require-hashes --no-input --quiet \
        --disable-pip-version-check --no-cache-dir -r "$1/requirements.txt" >"$1/pip.log" 2>&1; then
        tail -n 5 "$1/pip.log" >&2
        refuse "The libraries could not be installed: the lines above say why. See that this machine is online and has room on its disk, then run this again. Nothing was changed on the running site."
    fi
    "$1/.venv/bin/python" -m compileall -q -x '/\.venv/' "$1" >/dev/null || true
}

# Makes a release the one that is used from the next start on; the one before is remembered.
use_release() {
    local before
    before=$(release_in_use)
    if [ -n "$before" ] && [ "$before" != "$1" ]; then
        ln -sfn "releases/$before" "$APP/previous"
    fi
    ln -sfn "releases/$1" "$APP/current.new"
    mv -fT "$APP/current.new" "$APP/current" # at once: there is always a current release
}

remove_old_releases() {
    local name kept
    kept=" $(release_in_use) $(basename "$(readlink "$APP/previous" 2>/dev/null || true)") "
    find "$APP/releases" -mindepth 1 -maxdepth 1 -printf '%f\n' | sort -r | tail -n "+$((KEEP_RELEASES + 1))" |
        while read -r name; do
            case $kept in
            *" $name "*) ;;
            *) step "Removing the old release $name" rm -rf "${APP:?}/releases/$name" ;;
            esac
        done
}

# ---- starting and asking -----------------------------------------------------------------------
# Requests that come meanwhile wait in the socket, which systemd keeps open.
restart_site() {
    systemctl reset-failed acupunctury-web.service acupunctury-worker.service 2>/dev/null || true
    systemctl start acupunctury-web.socket
    systemctl restart acupunctury-web.service acupunctury-worker.service
}

is_ready() {
    python3 - "$SOCKET" <<'PY'
import socket, sys
with socket.socket(socket.AF_UNIX) as asked:
    asked.settimeout(5)
    try:
        asked.connect(sys.argv[1])
        asked.sendall(b"GET /health/ready HTTP/1.0\r\nHost: localhost\r\n\r\n")
        line = asked.makefile("rb").readline()
    except OSError:
        line = b""
sys.exit(b" 200 " not in line)
PY
}

# Shorter than nginx waits: should it fail, the release before still answers those who wait.
wait_until_ready() {
    local until=$((SECONDS + ${READY_SECONDS:-30}))
    while [ "$SECONDS" -lt "$until" ]; do
        if is_ready; then
            say "The site is ready: /health/ready answers."
            return 0
        fi
        sleep 1
    done
    return 1
}

reload_nginx() {
    local words
    if ! words=$(nginx -t 2>&1); then
        printf '%s\n' "$words" >&2
        refuse "nginx does not take its new configuration, so it goes on with the old one: the lines above say why."
    fi
    systemctl reload-or-restart nginx.service
}
