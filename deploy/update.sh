#!/usr/bin/env bash
# Takes the newest version into use, or goes back to the one before, without a lost request.
# (`a && b || refuse` may refuse after either, and `step` calls what seems to be called by nobody.)

# shellcheck disable=SC2015,SC2317 source-path=SCRIPTDIR source=lib.sh
. "$(dirname "${BASH_SOURCE[0]}")/lib.sh"

usage() {
    cat <<'WORDS'
Usage: deploy/update.sh [--dry-run]     fetch the newest version of this checkout's branch and take it into use
       deploy/update.sh --back          the release before, at once

Run it as root, from the checkout. The old release goes on serving until the new one is complete; if the new one does
not answer, the old one is taken into use again by itself. Going back leaves tables as they are: a release works with
the tables of the next.
  --dry-run    say what would be done, and do nothing
  --no-backup  make no backup first
  --no-fetch   take what is checked out, as it is
WORDS
}

MODE=update BACKUP=yes FETCH=yes
ARGUMENTS=("$@")
while [ $# -gt 0 ]; do
    case $1 in
    --dry-run) DRY_RUN=yes ;;
    --back) MODE=back ;;
    --no-backup) BACKUP='' ;;
    --no-fetch) FETCH='' ;;
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

check() {
    [ "$(id -u)" = 0 ] || refuse "This changes what the machine serves, so it must run as root: sudo deploy/update.sh"
    [ -n "$(release_in_use)" ] || refuse "Nothing is set up here yet: deploy/setup.sh does that."
    read_settings
    alone
}

fetch() {
    local branch
    branch=$(in_checkout symbolic-ref --quiet --short HEAD) ||
        refuse "$CHECKOUT stands on no branch, so there is nothing to fetch: git checkout main, or use --no-fetch."
    say "Fetching the newest version of $branch"
    in_checkout fetch --quiet || refuse "Nothing could be fetched: the lines above say why. The site goes on as it was."
    if [ -n "$DRY_RUN" ]; then
        say "$(in_checkout rev-list --count 'HEAD..@{upstream}') commits would be taken in."
        return
    fi
    in_checkout merge --quiet --ff-only '@{upstream}' ||
        refuse "$CHECKOUT holds changes of its own, so the newest version does not fit onto it: see git status there. The site goes on as it was."
}

back_up() {
    local release
    release=$(release_in_use)
    if ! manage "$release" help backup >/dev/null 2>&1; then
        say "This release cannot make a backup, so none is made."
        return
    fi
    say "Making a backup of what is there, by the release that runs"
    manage "$release" backup || refuse "The backup was not made, so nothing was changed: the lines above say why. (--no-backup goes on without.)"
}

knows_languages() { manage "$1" help translations >/dev/null 2>&1; }

# To a release that knows no languages, a translation is one more English article.
hide_translations_from() {
    local now
    now=$(release_in_use)
    if knows_languages "$now" && ! knows_languages "$1"; then
        say "Hiding translations from $1, which would take them for English"
        manage "$now" translations hide
    fi
}

show_translations_again() {
    if knows_languages "$1"; then
        manage "$1" translations show --verbosity 0
    fi
}

# Whether the release answers.
switch_to() {
    step "Taking $1 into use" use_release "$1"
    step "Starting web server and worker with it; requests wait meanwhile" restart_site
    [ -n "$DRY_RUN" ] || wait_until_ready
}

update() {
    check
    if [ -n "$FETCH" ]; then
        fetch
        # this script may be another one now
        [ -n "$DRY_RUN" ] || exec "$DEPLOY/update.sh" "${ARGUMENTS[@]}" --no-fetch
    fi
    local new old commit=HEAD
    [ -z "$DRY_RUN" ] || [ -z "$FETCH" ] || commit='@{upstream}'
    new=$(release_of "$commit")
    old=$(release_in_use)
    if [ "$new" = "$old" ]; then
        say "$new is in use already."
        return
    fi
    say "From $old to $new"
    make_release "$new"
    step "Trying whether it starts" try_release "$new"
    if [ -n "$BACKUP$DRY_RUN" ]; then
        step "Before tables change, a backup" back_up
    fi
    step "Bringing the tables up to date, while $old serves" migrate "$new"
    step "Making the roles of staff" manage "$new" make_roles --verbosity 0
    write_units
    [ -z "$UNITS_CHANGED" ] || step "Letting systemd read its units" systemctl daemon-reload
    local before
    before=$(readlink "$APP/previous" 2>/dev/null || true)
    if ! switch_to "$new"; then
        say "$new does not answer: journalctl -u acupunctury-web -n 50 says why." >&2
        say "Going back to $old" >&2
        use_release "$old"
        rm -f "$APP/releases/$new/.complete" "$APP/previous"
        [ -z "$before" ] || ln -sfn "$before" "$APP/previous"
        restart_site
        wait_until_ready || refuse "$old does not answer either: journalctl -u acupunctury-web -n 50 says why."
        refuse "$old serves again, and nothing was lost. Mend what the journal says, then run this again."
    fi
    [ -n "$DRY_RUN" ] || show_translations_again "$new"
    local own=$CERTIFICATE
    if [ -z "$own" ]; then
        CERTIFICATE=$LETSENCRYPT/fullchain.pem KEY=$LETSENCRYPT/privkey.pem
        [ -e "$CERTIFICATE" ] || CERTIFICATE=$OWN_TLS/certificate.pem KEY=$OWN_TLS/key.pem
    fi
    write_nginx
    [ -z "$NGINX_CHANGED" ] || step "Letting nginx read its configuration" reload_nginx
    write_log_rotation
    [ -z "$JOURNAL_CHANGED" ] || step "Letting the journal read that" systemctl try-restart systemd-journald.service
    remove_old_releases
    if [ -n "$DRY_RUN" ]; then
        say "Nothing of this was done: this was a dry run."
        return
    fi
    say "$new is in use. To go back: deploy/update.sh --back"
}

migrate() {
    manage "$1" migrate --noinput --verbosity 0 ||
        refuse "The tables could not be changed: the lines above say why. The site goes on as it was."
}

go_back() {
    check
    local before
    before=$(basename "$(readlink "$APP/previous" 2>/dev/null || true)")
    [ -n "$before" ] && [ -e "$APP/releases/$before/.complete" ] ||
        refuse "There is no release before $(release_in_use) on this machine."
    [ -n "$DRY_RUN" ] || hide_translations_from "$before"
    if ! switch_to "$before"; then
        refuse "$before does not answer: journalctl -u acupunctury-web -n 50 says why. deploy/update.sh --back once more takes the other one into use again."
    fi
    [ -n "$DRY_RUN" ] || show_translations_again "$before"
    [ -n "$DRY_RUN" ] || say "$before is in use, with the tables as they are. To go forward again: deploy/update.sh --back, or deploy/update.sh once there is something newer."
}

case $MODE in
back) go_back ;;
*) update ;;
esac
exit
