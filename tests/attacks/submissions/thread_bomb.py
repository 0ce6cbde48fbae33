"""Threat: threads without end leave none for the server or for other submissions."""

import threading

from attacker import attempt

threading.stack_size(65536)
release = threading.Event()


def bomb():
    for _ in range(100_000):
        threading.Thread(target=release.wait, daemon=True).start()


attempt("threads", bomb)
release.set()
