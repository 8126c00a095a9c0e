#!/bin/sh
# nginx 1.22.1 (Debian 12) and 1.26.3 (Debian 13): a POST that ends in an error page of one's own
# (`error_page 502 /sorry.html;`) stands in the access log as GET, if the log's format says
# $request_method; and a $uri there is the error page's. One would guess that a log line keeps what
# was asked for, as $status does: whoever counts lost forms by "POST … 502" counts none.
# It is so because the internal redirect to the page makes a GET of the request before the line is
# written. $request and $request_uri still say what came in.
#
# Needs nginx (Debian's, in PATH or /usr/sbin), curl, and port 8471 of loopback (PORT=… another).
# Seen:
#   POST /book/ -> method=GET uri=/sorry.html request=POST /book/ HTTP/1.1 status=502
# Exits with 0 while that is so.
set -eu
PATH=$PATH:/usr/sbin
port=${PORT:-8471}
folder=$(mktemp -d)
trap 'kill "$(cat "$folder/pid" 2>/dev/null)" 2>/dev/null || true; sleep 1; rm -rf "$folder"' EXIT

echo "We are sorry." >"$folder/sorry.html"
cat >"$folder/nginx.conf" <<WORDS
pid $folder/pid;
error_log $folder/error.log;
events {}
http {
    client_body_temp_path $folder/body;
    proxy_temp_path $folder/proxy;
    fastcgi_temp_path $folder/fastcgi;
    uwsgi_temp_path $folder/uwsgi;
    scgi_temp_path $folder/scgi;
    log_format seen "method=\$request_method uri=\$uri request=\$request status=\$status";
    access_log $folder/access.log seen;
    server {
        listen 127.0.0.1:$port;
        error_page 502 /sorry.html;
        location = /sorry.html { root $folder; }
        location / { proxy_pass http://unix:$folder/nobody-listens.sock; }
    }
}
WORDS
chmod 755 "$folder"
nginx -v
nginx -c "$folder/nginx.conf"
sleep 1
curl --silent --output /dev/null --data "name=Maya" "http://127.0.0.1:$port/book/"
sleep 1
line=$(cat "$folder/access.log")
echo "POST /book/ -> $line"
[ "$line" = "method=GET uri=/sorry.html request=POST /book/ HTTP/1.1 status=502" ]
