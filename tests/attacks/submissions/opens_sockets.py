"""Threat: answers come from, or secrets go to, another machine or process."""

import os
import socket

from attacker import attempt

FAMILIES = (
    "AF_INET",
    "AF_INET6",
    "AF_UNIX",
    "AF_NETLINK",
    "AF_PACKET",
    "AF_VSOCK",
    "AF_ALG",
    "AF_BLUETOOTH",
    "AF_CAN",
    "AF_TIPC",
    "AF_QIPCRTR",
    "AF_RDS",
)
for name in FAMILIES:
    family = getattr(socket, name, None)
    if family is not None:
        for kind in (socket.SOCK_STREAM, socket.SOCK_DGRAM, socket.SOCK_RAW, socket.SOCK_SEQPACKET):
            attempt(f"{name} {kind}", socket.socket, family, kind)


def abstract():
    listener = socket.socket(socket.AF_UNIX)
    listener.bind("\0LEFT-BY-AN-ATTACK")
    return listener


attempt("pair", socket.socketpair)
attempt("abstract", abstract)
attempt("connect", socket.create_connection, ("127.0.0.1", 80), timeout=5)
attempt("serve", socket.create_server, ("", 0))
attempt("standard input", lambda: socket.socket(fileno=0).send(b"x"))
attempt("bash", os.open, "/dev/tcp/127.0.0.1/80", os.O_RDWR)
