"""TLS as nginx speaks it: the newest first, and nothing that is broken."""

import socket
import ssl
import warnings
from pathlib import Path

import pytest
from django.conf import settings

from tests.deploy.machine import HOST


def agreed(machine, version=None):
    """The version of TLS that nginx agrees to with somebody who speaks `version` alone."""
    with warnings.catch_warnings():
        warnings.simplefilter(
            "ignore", DeprecationWarning
        )  # of the versions that are to be refused
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT)
        context.check_hostname, context.verify_mode = False, ssl.CERT_NONE
        context.set_ciphers("ALL:@SECLEVEL=0")  # else it is this side that refuses the old ones
        if version:
            context.minimum_version = context.maximum_version = version
    with (
        socket.create_connection(("127.0.0.1", machine.https), timeout=10) as plain,
        context.wrap_socket(plain, server_hostname=HOST) as connection,
    ):
        return connection.version()


def test_tls_1_3_is_taken_first_and_what_is_older_than_1_2_is_refused(machine):
    assert agreed(machine) == "TLSv1.3"
    assert agreed(machine, ssl.TLSVersion.TLSv1_2) == "TLSv1.2"
    for old in (ssl.TLSVersion.TLSv1, ssl.TLSVersion.TLSv1_1):
        with pytest.raises(ssl.SSLError, match=r"PROTOCOL_VERSION|protocol version"):
            agreed(machine, old)


def test_every_server_of_nginxs_names_the_two_versions():
    text = Path(settings.BASE_DIR, "deploy", "nginx", "site.conf").read_text()
    servers = text.count("@LISTEN_HTTPS")

    assert servers == 2
    assert text.count("    ssl_protocols TLSv1.2 TLSv1.3;\n") == servers
    assert text.count("ssl_protocols") == servers
