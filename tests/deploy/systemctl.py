"""`systemctl` of the tests: hands what it was told on to tests/deploy/systemd.py."""

import json
import os
import socket
import sys

with socket.socket(socket.AF_UNIX) as asked:
    asked.settimeout(120)
    asked.connect(os.environ["SYSTEMD"])
    asked.sendall(json.dumps(sys.argv[1:]).encode() + b"\n")
    sys.exit(int(asked.makefile().readline()))
