"""Threat: the server, the grader or every process of the user is killed or stopped."""

import ctypes
import fcntl
import os
import signal

from attacker import SECRETS, attempt, syscall

# Signal 0 only asks whether it would be allowed.
for pid in (SECRETS["grader"], 0, -1, 1, -os.getppid(), -SECRETS["grader"]):
    attempt(f"kill {pid}", os.kill, pid, 0)
for sent in (signal.SIGKILL, signal.SIGSTOP, signal.SIGTERM, signal.SIGINT):
    attempt(f"send {sent}", os.kill, os.getppid(), sent)
attempt("group", os.killpg, os.getpgid(os.getppid()), 0)
attempt("thread", syscall, "tkill", os.getppid(), signal.SIGKILL)
attempt("thread of group", syscall, "tgkill", os.getppid(), os.getppid(), signal.SIGKILL)
attempt(
    "queue",
    syscall,
    "rt_sigqueueinfo",
    os.getppid(),
    signal.SIGKILL,
    ctypes.create_string_buffer(128),
)
attempt("pidfd", os.pidfd_open, os.getppid())
attempt("owner", fcntl.fcntl, 1, fcntl.F_SETOWN, os.getppid())
attempt("lifeline", syscall, "prctl", 1, 0)
attempt("priority", os.setpriority, os.PRIO_PROCESS, os.getppid(), 19)
attempt("processors", os.sched_setaffinity, os.getppid(), {0})
