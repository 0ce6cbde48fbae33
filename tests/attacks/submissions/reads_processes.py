"""Threat: memory, environment and open files of the server and the grader, by way of /proc."""

import os

from attacker import SECRETS, attempt

NAMES = ("mem", "environ", "maps", "cmdline", "fd", "root", "cwd", "exe", "stack", "syscall")
for pid in (os.getppid(), SECRETS["grader"], 1):
    for name in NAMES:
        attempt(f"{pid} {name}", os.open, f"/proc/{pid}/{name}", os.O_RDONLY)
    attempt(f"{pid} list", os.listdir, f"/proc/{pid}/fd")
    attempt(f"{pid} write", os.open, f"/proc/{pid}/mem", os.O_RDWR)
attempt("processes", os.listdir, "/proc")
attempt("own memory", os.open, "/proc/self/mem", os.O_RDWR)
attempt("own descriptors", os.listdir, "/proc/self/fd")
attempt("own environment", open, "/proc/self/environ")
