"""Threat: threads that are no daemons go on when the answer is given."""

import threading
import time


def stay():
    while True:
        time.sleep(0.2)


for _ in range(20):
    threading.Thread(target=stay, daemon=False).start()
print("REFUSED")
