"""nginx as `setup.sh` configures it, before the real site: errors, headers, sizes, logs."""

import contextlib
import gzip
import http.client
import os
import re
import signal
import socket
import threading
import time
from contextlib import contextmanager
from io import BytesIO
from pathlib import Path
from urllib.parse import urlencode

import pytest
from PIL import Image

from tests.deploy.machine import HOST, OTHER_HOST, SECRETS, TRUSTING
from tests.site import hidden, wait_until

pytestmark = pytest.mark.long
CLOSE = "Connection: close\r\n"
PHONE = "(424) 252-1210"
FORM = "application/x-www-form-urlencoded"
SECURITY = [
    "Content-Security-Policy",
    "Strict-Transport-Security",
    "X-Frame-Options",
    "X-Content-Type-Options",
    "Referrer-Policy",
    "Permissions-Policy",
    "Cross-Origin-Opener-Policy",
    "Cross-Origin-Resource-Policy",
]


def security(headers):
    """Each of them as often as it was sent, its directives in no order."""
    return {
        name: [sorted(value.split("; ")) for value in headers.get_all(name) or []]
        for name in SECURITY
    }


def asked_raw(machine, sent, **more):
    """Status, headers and page of what nginx answers to these very bytes."""
    head, _, page = machine.raw(sent, **more).partition(b"\r\n\r\n")
    status, _, lines = head.partition(b"\r\n")
    headers = http.client.parse_headers(BytesIO(lines + b"\r\n\r\n"))
    return int(status.split()[1]), headers, page.decode()


@contextmanager
def web_away(machine):
    """The web server is stopped and so is its socket: nobody listens."""
    machine.systemd.tell("stop", "acupunctury-web.service")
    listener = machine.systemd.sockets.pop("acupunctury-web.socket")
    listener.close()
    try:
        yield
    finally:
        machine.systemd.tell("start", "acupunctury-web.socket")
        machine.systemd.tell("start", "acupunctury-web.service")
        wait_until(lambda: machine.get("/health/ready").status == 200)


@contextmanager
def web_frozen(machine):
    """The web server takes requests and answers none until the end."""
    master = machine.systemd.services["acupunctury-web.service"].pid
    children = Path(f"/proc/{master}/task/{master}/children").read_text().split()
    frozen = [master, *map(int, children)]
    for process in frozen:
        os.kill(process, signal.SIGSTOP)
    try:
        yield
    finally:
        for process in frozen:
            os.kill(process, signal.SIGCONT)


# ---- its own errors ----------------------------------------------------------------------------
def test_what_nginx_refuses_itself_is_a_page_of_the_sites(machine):
    line = f"Host: {HOST}\r\n{CLOSE}"
    token = f"Authorization: Bearer {SECRETS['METRICS_TOKEN']}\r\n"
    asked = {
        "a request that is none": (400, f"GET / HTTP/1.1\r\nHost: a b\r\n{line}\r\n"),
        "another protocol": (505, f"GET / HTTP/7.0\r\n{line}\r\n"),
        "a header too long": (431, f"GET / HTTP/1.1\r\n{line}X: {'a' * 9000}\r\n\r\n"),
        "an address too long": (414, f"GET /{'a' * 9000} HTTP/1.1\r\n{line}\r\n"),
        "one that gunicorn would refuse": (414, f"GET /{'a' * 8150} HTTP/1.1\r\n{line}\r\n"),
        "numbers of the site": (404, f"GET /metrics HTTP/1.1\r\n{line}{token}\r\n"),
        "the same, written otherwise": (404, f"GET //%6detrics/x HTTP/1.1\r\n{line}\r\n"),
        "health in detail": (404, f"GET /health/details HTTP/1.1\r\n{line}{token}\r\n"),
        "the error pages themselves": (404, f"GET /error-pages/503.html HTTP/1.1\r\n{line}\r\n"),
        "TRACE": (405, f"TRACE / HTTP/1.1\r\n{line}\r\n"),
        "a body too large": (413, f"POST / HTTP/1.1\r\n{line}Content-Length: 5000000\r\n\r\n"),
        "an upload too large": (
            413,
            f"POST /admin/ HTTP/1.1\r\n{line}Content-Length: 45000000\r\n\r\n",
        ),
    }
    own = machine.get("/nowhere/")
    assert own.status == 404

    for what, (status, sent) in asked.items():
        found, headers, page = asked_raw(machine, sent.encode())
        assert found == status, what
        assert PHONE in page, what
        assert 'href="/static/css/site.' in page, what
        assert headers["Content-Type"] == "text/html; charset=utf-8"
        assert headers["Cache-Control"] == "no-store"
        assert security(headers) == security(own.headers), what
        assert "Retry-After" not in headers


def test_a_request_in_plain_http_is_led_to_https_and_a_broken_one_told_so(machine):
    led = {
        host: machine.get("/articles/?q=pores", host=host, is_plain=True).headers["Location"]
        for host in (HOST, OTHER_HOST, "elsewhere.test")
    }
    status, _, page = asked_raw(machine, b"GET / HTTP/1.1\r\nHost: a b\r\n\r\n", is_plain=True)

    assert set(led.values()) == {f"https://{HOST}:{machine.https}/articles/?q=pores"}
    assert (status, PHONE in page) == (400, True)


def test_only_the_sites_own_names_are_served_and_one_of_them_is_its_name(machine):
    other = machine.get("/visit/", host=OTHER_HOST)
    foreign = machine.get("/visit/", host="elsewhere.test")
    plain_on_tls = machine.raw(b"GET /visit/ HTTP/1.0\r\nHost: x\r\n\r\n")

    assert (other.status, other.headers["Location"]) == (
        301,
        f"https://{HOST}:{machine.https}/visit/",
    )
    assert (foreign.status, PHONE in foreign.text) == (421, True)
    assert plain_on_tls.split()[1] == b"421"


def test_a_site_that_does_not_answer_is_503_with_words_looks_and_when_to_try_again(machine):
    style = re.search(r'href="(/static/css/site\.[^"]+)"', machine.get("/").text)[1]
    with web_away(machine):
        read = machine.get("/")
        sent = machine.ask("POST", "/book/", b"a=b", {"Content-Type": FORM})
        own = machine.get("/metrics")
        looks = machine.get(style)

    for answer in (read, sent):
        assert (answer.status, answer.headers["Retry-After"]) == (503, "30")
        assert "We cannot look that up just now" in answer.text
        assert PHONE in answer.text
        assert security(answer.headers) == security(own.headers)
    assert (looks.status, looks.headers["Content-Type"]) == (200, "text/css")
    assert "--ink" in looks.text


def test_a_site_that_answers_too_late_is_504_which_says_that_it_counts_once(machine):
    file = machine.root / "etc/nginx/acupunctury/proxy.conf"
    shipped = file.read_text()
    assert "proxy_read_timeout 60s;" in shipped
    file.write_text(shipped.replace("proxy_read_timeout 60s;", "proxy_read_timeout 1s;"))
    machine.systemd.tell("reload-or-restart", "nginx.service")
    try:
        with web_frozen(machine):
            wait_until(lambda: machine.get("/nowhere/").status == 504)
            answer = machine.ask("POST", "/book/", b"a=b", {"Content-Type": FORM})
    finally:
        file.write_text(shipped)
        machine.systemd.tell("reload-or-restart", "nginx.service")
    wait_until(lambda: machine.get("/health/ready").status == 200)

    assert (answer.status, answer.headers["Retry-After"]) == (504, "30")
    assert "it counts once, however often you send it" in answer.text
    assert PHONE in answer.text


def test_whoever_asks_for_too_much_at_once_is_told_when_to_come_back_and_others_are_served(machine):
    host = f"Host: {HOST}:{machine.https}\r\n"
    read = f"GET /visit/ HTTP/1.1\r\n{host}\r\n"
    sent = f"POST /book/ HTTP/1.1\r\n{host}Content-Type: {FORM}\r\nContent-Length: 3\r\n\r\na=b"
    last = f"GET /visit/ HTTP/1.1\r\n{host}{CLOSE}\r\n"

    # all at once, on one line
    answers = machine.all_of((read * 300 + sent * 60 + last).encode(), source="127.0.0.66")

    statuses = [int(status) for status in re.findall(rb"HTTP/1.1 (\d+) ", answers)]
    assert (len(statuses), set(statuses[:300])) == (361, {200, 429})
    assert statuses[:80] == [200] * 80
    assert 429 in statuses[300:360]
    page = answers[answers.rindex(b"HTTP/1.1 429 ") :].decode()
    assert "Retry-After: 10\r\n" in page
    assert "Wait a few seconds" in page
    assert machine.get("/visit/", source="127.0.0.67").status == 200


def test_a_class_of_browsers_behind_one_address_gets_every_file_of_its_pages(machine):
    host = f"Host: {HOST}:{machine.https}\r\n{CLOSE}"
    path = re.findall(r'href="(/static/css/[^"]+)"', machine.get("/").text)[0]
    lines = []
    with contextlib.ExitStack() as all_open:
        with web_frozen(machine):
            for _ in range(150):  # 15 pages of ten files, none of which is answered yet
                plain = socket.create_connection(
                    ("127.0.0.1", machine.https), 20, ("127.0.0.70", 0)
                )
                line = all_open.enter_context(TRUSTING.wrap_socket(plain, server_hostname=HOST))
                line.sendall(f"GET {path} HTTP/1.1\r\n{host}\r\n".encode())
                lines.append(line)
        statuses = [line.recv(12) for line in lines]

    assert statuses == [b"HTTP/1.1 200"] * 150


def test_two_hundred_who_send_half_a_request_and_no_more_keep_nobody_waiting(machine):
    host = f"Host: {HOST}:{machine.https}\r\n"
    half_a_head = f"GET /visit/ HTTP/1.1\r\n{host}X-Slow: "
    half_a_body = (
        f"POST /book/ HTTP/1.1\r\n{host}Content-Type: {FORM}\r\nContent-Length: 300\r\n\r\na="
    )

    with contextlib.ExitStack() as open_lines:
        for nth in range(200):
            address = ("127.0.0.1", machine.https)
            plain = socket.create_connection(address, 20, (f"127.0.1.{nth % 4 + 1}", 0))
            line = open_lines.enter_context(TRUSTING.wrap_socket(plain, server_hostname=HOST))
            line.sendall((half_a_head if nth % 2 else half_a_body).encode())
        took = []
        for _ in range(5):
            began = time.monotonic()
            assert machine.get("/visit/", source="127.0.0.69").status == 200
            assert machine.get("/book/", source="127.0.0.69").status == 200  # from no memory
            took.append(time.monotonic() - began)

    assert max(took) < 3, took  # two busy cores; a thread that waited would wait for 15 and more


# ---- what is handed on -------------------------------------------------------------------------
def test_what_the_site_believes_of_a_visitor_is_nginxs_word_alone(machine):
    spoofed = {
        "X-Forwarded-For": "203.0.113.9",
        "X-Forwarded-Proto": "http",
        "X_Forwarded_Proto": "http",
        "X-Forwarded-Host": "evil.test",
        "X-Forwarded-Port": "1",
        "X-Forwarded-Prefix": "/x",
        "X-Forwarded-Protocol": "http",
        "X-Forwarded-Scheme": "http",
        "X-Forwarded-Ssl": "off",
        "X-Forwarded-Server": "evil.test",
        "X-Real-IP": "203.0.113.9",
        "X-Request-ID": "from-outside",
        "X-Original-URL": "/admin/",
        "X-Rewrite-URL": "/admin/",
        "X-Url-Scheme": "http",
        "Forwarded": "for=203.0.113.9;proto=http",
        "Front-End-Https": "off",
        "Script-Name": "/x",
        "Path-Info": "/admin/",
        "Proxy": "http://evil.test",
    }
    heard = []
    with web_away(machine):
        address = str(machine.root / "run/acupunctury/web.sock")
        Path(address).unlink()
        with socket.socket(socket.AF_UNIX) as listener:
            listener.bind(address)
            listener.listen()

            def answer():
                connection, _ = listener.accept()
                with connection:
                    heard.append(connection.recv(65536).decode())
                    connection.sendall(b"HTTP/1.0 204 No Content\r\n\r\n")

            answering = threading.Thread(target=answer)
            answering.start()
            machine.get("/visit/?from=mail", headers=spoofed, source="127.0.0.5")
            answering.join(10)

    line, *headers = heard[0].strip().splitlines()
    found = dict(header.split(": ", 1) for header in headers)
    request_id = found.pop("X-Request-ID")
    assert line == "GET /visit/?from=mail HTTP/1.0"
    assert found == {
        "Host": f"{HOST}:{machine.https}",
        "X-Forwarded-For": "127.0.0.5",
        "X-Forwarded-Proto": "https",
        "Connection": "close",
        "Accept-Encoding": "identity",
    }
    assert re.fullmatch("[0-9a-f]{32}", request_id)
    lines = machine.log_lines
    wait_until(lambda: request_id in {each["request_id"] for each in lines("nginx")})
    [logged] = [each for each in lines("nginx") if each["request_id"] == request_id]
    assert (logged["method"], logged["path"], logged["status"]) == ("GET", "/visit/", 204)


def test_a_request_has_one_id_in_the_logs_of_nginx_and_site(machine):
    machine.get("/treatments/no-such-treatment/")

    def ids(name):
        return {
            each["request_id"]
            for each in machine.log_lines(name)
            if each.get("path") == "/treatments/no-such-treatment/"
        }

    wait_until(lambda: ids("nginx"))  # nginx writes its line after the answer
    assert ids("nginx") == ids("acupunctury-web")


def test_a_page_has_each_header_once_and_is_compressed_once(machine):
    page = machine.get("/book/")
    raw = machine.raw(
        f"GET / HTTP/1.0\r\nHost: {HOST}:{machine.https}\r\nAccept-Encoding: gzip\r\n\r\n".encode()
    )
    head, _, body = raw.partition(b"\r\n\r\n")

    assert all(len(found) == 1 for found in security(page.headers).values()), security(page.headers)
    cookie = page.headers["Set-Cookie"]
    assert cookie.startswith("__Host-form=")
    assert {"Secure", "HttpOnly", "SameSite=Lax", "Path=/"} <= set(cookie.split("; "))
    assert page.headers["Server"] == "nginx"
    assert head.lower().count(b"content-encoding") == 1
    assert b"Holistic microneedling" in gzip.decompress(body)


def test_probes_are_answered_and_say_one_word(machine):
    for path, word in {"/health/live": "ok\n", "/health/ready": "ready\n"}.items():
        answer = machine.get(path)
        assert (answer.status, answer.text) == (200, word)


# ---- sizes -------------------------------------------------------------------------------------
WRITER = """
from django.contrib.auth.models import Group, User
user = User.objects.create_user("writer", password="a long password 1", is_staff=True)
user.groups.add(Group.objects.get(name="Content"))
"""


class Browser:
    """Keeps cookies, as somebody of the staff who signs in through nginx."""

    def __init__(self, machine):
        self.machine, self.cookies = machine, {}

    def ask(self, method, path, body=None, headers=None):
        cookie = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        origin = f"https://{HOST}:{self.machine.https}"
        sent = {"Cookie": cookie, "Origin": origin} | (headers or {})
        answer = self.machine.ask(method, path, body, sent)
        for line in answer.headers.get_all("Set-Cookie") or []:
            name, _, value = line.split(";")[0].partition("=")
            self.cookies[name] = value
        return answer

    def post(self, path, fields):
        sent = hidden(self.ask("GET", path).text) | fields
        return self.ask("POST", path, urlencode(sent).encode(), {"Content-Type": FORM})

    def upload(self, path, fields, content):
        sent = hidden(self.ask("GET", path).text) | fields
        parts = [
            f'--cut\r\nContent-Disposition: form-data; name="{name}"\r\n\r\n{value}\r\n'.encode()
            for name, value in sent.items()
        ]
        parts.append(
            b'--cut\r\nContent-Disposition: form-data; name="upload"; filename="IMG_1.png"\r\n'
            b"Content-Type: image/png\r\n\r\n" + content + b"\r\n--cut--\r\n"
        )
        kind = {"Content-Type": "multipart/form-data; boundary=cut"}
        return self.ask("POST", path, b"".join(parts), kind)


def noise(megabytes):
    """A picture that cannot be made smaller."""
    side = int((megabytes * 1_000_000 / 3) ** 0.5)
    picture = BytesIO()
    Image.frombytes("RGB", (side, side), os.urandom(side * side * 3)).save(
        picture, "PNG", compress_level=0
    )
    return picture.getvalue()


def test_a_photo_of_12_mb_passes_every_layer_and_43_mb_are_refused_in_words(machine):
    machine.manage("shell", "-v", "0", "-c", WRITER)
    writer = Browser(machine)
    name = {"username": "writer", "password": "a long password 1"}
    assert writer.post("/admin/login/?next=/admin/", name).status == 302
    said = {"name": "Leaf", "alt": "A leaf", "depicts": "nobody"}
    add = "/admin/articles/picture/add/"

    taken = writer.upload(add, said, noise(12))
    refused_by_the_site = writer.upload(add, said, noise(43))
    refused = writer.upload(add, said, b"\0" * 43 * 1024 * 1024)

    assert (taken.status, taken.headers["Location"]) == (302, "/admin/articles/picture/")
    picture = re.search(r"/media/[^\"' ]+", writer.ask("GET", "/admin/articles/picture/").text)[0]
    with contextlib.suppress(UnicodeDecodeError):  # a picture
        assert machine.get(picture).status == 200
    assert refused_by_the_site.status == 200
    assert "40 MB" in refused_by_the_site.text
    assert (refused.status, "A picture may weigh 40 MB" in refused.text) == (413, True)


def test_a_long_address_a_long_cookie_and_many_headers_reach_the_site(machine):
    address = machine.get("/search/?q=" + "a" * 8000)
    cookie = machine.get("/visit/", headers={"Cookie": "a=" + "b" * 8000})

    many = machine.get("/visit/", headers={f"X-{number}": "a" for number in range(300)})

    assert (address.status, cookie.status, many.status) == (200, 200, 200)


def test_a_static_file_that_is_not_there_is_a_page_of_the_sites(machine):
    missing = machine.get("/static/css/nothing.css")
    outside = machine.get("/static/..%2f..%2f..%2fcurrent/manage.py")

    assert (missing.status, PHONE in missing.text) == (404, True)
    assert security(missing.headers) == security(machine.get("/nowhere/").headers)
    assert outside.status in (400, 404)


# ---- logs --------------------------------------------------------------------------------------
def test_no_log_of_any_program_repeats_tokens_queries_or_names(machine):
    token, calendar = "QuokkaToken" + "x" * 30 + ":1abcDE:signature", "QuokkaCalendar" + "A" * 30
    paths = [
        f"/consultation/{token}/",
        f"/consultation/{token}/cancel/?again={token}",
        f"/CONSULTATION/{token}/",
        f"/%63onsultation/{token}/",
        f"//consultation//{token}/",
        f"/articles/{token}/",
        f"/es/consultation/{token}/",
        f"/es/ask/{token}/",
        f"/es/articles/{token}/",
        "/es/visit/",
        "/es/wombat/",
        "/articles/preview/wombat/",
        f"/calendar/{calendar}.ics",
        f"/Calendar/{calendar}.ics",
        "/admin/wombat-reset/wombat123/",
        f"/{token}/",
        "/articles/?q=Quokkafirst",
        "/search/?q=Quokkafirst",
        "/wombat/wombat/",
        "/static/wombat%20file.css",
        "/media/Wombat.jpg",
        "/metrics/wombat",
        "/book/?name=Quokkafirst",
    ]
    said = {"Referer": f"https://{HOST}/consultation/{token}/", "User-Agent": "Quokka"}
    typed = urlencode({"first_name": "Quokkafirst", "email": "quokka@clinic.test"}).encode()

    def ask_everything():
        for path in paths:
            machine.get(path, headers=said)
            machine.get(path, headers=said, is_plain=True)
            machine.ask("POST", path, typed, said | {"Content-Type": FORM}, source="127.0.0.9")
        machine.raw(
            f"WOMBAT /consultation/{token}/ HTTP/1.1\r\nHost: {HOST}\r\n{CLOSE}\r\n".encode()
        )
        machine.raw(f"GET /consultation/{token} HTTP/1.1\r\nHost: Quokka\r\n{CLOSE}\r\n".encode())
        machine.raw(f"GET /consultation/{token} quokka\r\n\r\n".encode())
        for header in (f"Content-Length: {10**8}", "X: " + "quokka" * 2000, "Quokka"):
            machine.raw(
                f"POST /consultation/{token} HTTP/1.1\r\nHost: {HOST}\r\n{CLOSE}{header}\r\n\r\n".encode()
            )

    ask_everything()
    with web_away(machine):
        ask_everything()
        (machine.root / "run/acupunctury/web.sock").unlink()  # which nginx finds critical
        ask_everything()

    written = machine.written()
    logged = {
        (each["method"], each["path"], each["status"], each["site_status"])
        for each in machine.log_lines("nginx")
    }
    assert ("GET", "/consultation/-", 404, "404") in logged
    assert ("POST", "/consultation/-", 503, "502") in logged
    assert {"/es/visit/", "/ask/-"} <= {path for _, path, _, _ in logged}
    for file, text in written.items():
        # of a path that nobody's page has, the site writes down what was asked for, nginx nothing
        marks = ("quokka", "wombat") if "nginx" in file else ("quokka",)
        found = [line for line in text.splitlines() if any(mark in line.lower() for mark in marks)]
        assert found == [], file
    # nor whose browser it was
    assert not any("127.0.0.9" in text for text in written.values())
