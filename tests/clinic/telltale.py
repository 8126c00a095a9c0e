"""What must stand in no log: words of a made-up patient, and requests that carry them wrongly."""

import socket
from contextlib import closing
from urllib.parse import quote

FORGED = "FORGED CRITICAL line"
BREAKS = ["\r", "\n", "\r\n", "\x0b", "\x0c", "\x1c", "\x1d", "\x1e", "\x85", "\u2028", "\u2029"]
MARKS = {
    "first_name": "Quokkafirst",
    "last_name": "Quokkalast",
    "phone": "(310) 555-0187",
    "email": "quokkamail@example.com",
    "note": "Quokkanote about my skin",
    "answers": "acne",
}
TELLTALE = ["quokka", "5550187", "555-0187", "about my skin"]


def ask_wrongly(site, token, calendar):
    """Addresses that were cut, wrapped, shouted and guessed; searches; headers; requests that are
    none.
    """
    for path in [
        f"/consultation/{token}",
        f"/consultation/{token[:-3]}xyz/",
        f"/CONSULTATION/{token}/",
        f"/consultation/%20{token}/",
        f"/consultation/%0a{token}/",
        f"/consultation//{token}/",
        f"/consultation/x/{token}/",
        f"/{token}/",
        "/articles/?q=Quokkafirst",
        "/nowhere/?name=Quokkafirst",
        f"/book/?article={token}",
        f"/calendar/{calendar}",
        f"/calendar/{calendar[:-1]}.ics",
        f"/CALENDAR/{calendar}.ICS",
        f"/calendar/{calendar}.ics/",
        f"/calendar/%20{calendar}.ics",
        f"/calendar/%0a{calendar}.ics",
        f"/calendar//{calendar}.ics",
        f"/calendar/x/{calendar[:-1]}.ics",
        f"/{calendar}.ics",
        f"/nowhere/?secret={calendar}",
    ]:
        site.get(
            path,
            Referer="/quokka",
            User_Agent="quokka",
            X_Forwarded_For="quokka",
            Cookie="a=quokka",
        )
    for mark in BREAKS:
        site.get(f"/nowhere/{quote(mark)}{FORGED.replace(' ', '%20')}")
        site.get(f"/consultation/{quote(mark)}{FORGED.replace(' ', '%20')}/")
    for line in [
        f"GET /consultation/{token}/ HTTP/9.9\r\n\r\n",
        f"GET /calendar/{calendar}.ics HTTP/9.9\r\n\r\n",
        f"GET /calendar/{calendar}.ics HTTP/1.1\r\nHost: stranger.example\r\n\r\n",
        f"BREW /calendar/{calendar}.ics HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n",
        f"GET /consultation/{token}/ HTTP/1.1\r\nQuokka first: x\r\n\r\n",
        f"quokka{{}} /consultation/{token}/ HTTP/1.1\r\n\r\n",
        f"GET /consultation/{token}/ HTTP/1.1\r\nHost: stranger.example\r\n\r\n",
        "POST /book/ HTTP/1.1\r\nHost: 127.0.0.1\r\nContent-Length: quokka\r\n\r\n",
    ]:
        with closing(socket.create_connection(("127.0.0.1", site.port), timeout=5)) as raw:
            raw.sendall(line.encode())
            raw.shutdown(socket.SHUT_WR)
            while raw.recv(4096):
                pass
