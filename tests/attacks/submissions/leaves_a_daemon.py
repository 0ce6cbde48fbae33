"""Threat: a daemon goes on after the marks are given, and spoils those of others."""

import os
import time

from attacker import attempt


def become_a_daemon():
    for _ in range(2):
        if os.fork():
            return "a daemon"
        os.setsid()
    while True:
        time.sleep(1)


attempt("daemon", become_a_daemon)
attempt("session", os.setsid)
attempt("group", os.setpgid, 0, os.getppid())
