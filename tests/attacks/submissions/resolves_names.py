"""Threat: a name that is looked up carries what was seen to a server far away."""

import socket

from attacker import attempt

attempt("address", socket.getaddrinfo, "secret.example.org", 443)
attempt("old", socket.gethostbyname, "secret.example.org")
attempt("reverse", socket.gethostbyaddr, "192.0.2.1")
attempt("hosts", open, "/etc/hosts")
attempt("resolver", open, "/etc/resolv.conf")
