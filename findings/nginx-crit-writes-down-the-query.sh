#!/bin/sh
# nginx 1.22.1 (Debian 12): `error_log … crit`, which one would set so that visitors' requests leave
# no line, writes the whole request line down, query and Referer included, once per request, while
# the upstream's socket file is not there: that is "crit", level 2 of 8. One would guess that such a
# line names the upstream alone, as the access log's format is the place that decides what is kept of
# a request. Where the socket is there and nobody listens, the same is an "error", and crit is silent.
# `error_log … emerg` leaves both out.
#
# Needs nginx (Debian's, in PATH or /usr/sbin), curl, python3, and ports 8472 to 8474 of loopback
# (PORT=… another first one).
# Seen:
#   crit, no socket file:       1 line, the query is in it
#   crit, nobody listens there: 0 lines
#   emerg, no socket file:      0 lines
# Exits with 0 while that is so.
set -eu
PATH=$PATH:/usr/sbin
port=${PORT:-8472}
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT

# A socket that was listened on once: the file stays.
python3 -c "import socket, sys; socket.socket(socket.AF_UNIX).bind(sys.argv[1])" "$folder/left-behind.sock"
chmod 666 "$folder/left-behind.sock"
server() { # port, level, socket
    cat <<WORDS
    server {
        listen 127.0.0.1:$1;
        error_log $folder/$1.log $2;
        location / { proxy_pass http://unix:$folder/$3; }
    }
WORDS
}
cat >"$folder/nginx.conf" <<WORDS
pid $folder/pid;
error_log $folder/error.log emerg;
events {}
http {
    access_log off;
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
$(server "$port" crit absent.sock)
$(server "$((port + 1))" crit left-behind.sock)
$(server "$((port + 2))" emerg absent.sock)
}
WORDS
chmod 755 "$folder"
nginx -v
nginx -c "$folder/nginx.conf"
sleep 1
for number in 0 1 2; do
    curl --silent --output /dev/null --referer "http://127.0.0.1/from?who=maya" \
        "http://127.0.0.1:$((port + number))/book/?name=maya"
done
sleep 1
lines() { wc -l <"$folder/$1.log"; }
with() { grep -c "$2" "$folder/$1.log" || true; }
echo "crit, no socket file:       $(lines "$port") line(s), query in $(with "$port" 'name=maya'), Referer in $(with "$port" 'who=maya')"
echo "crit, nobody listens there: $(lines "$((port + 1))") lines"
echo "emerg, no socket file:      $(lines "$((port + 2))") lines"
[ "$(lines "$port")" = 1 ] && [ "$(with "$port" 'name=maya')" = 1 ] && [ "$(with "$port" 'who=maya')" = 1 ]
[ "$(lines "$((port + 1))")" = 0 ] && [ "$(lines "$((port + 2))")" = 0 ]
