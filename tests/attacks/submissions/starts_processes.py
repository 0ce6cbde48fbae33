"""Threat: a second process outlives the first, or runs a program of the machine."""

import ctypes
import multiprocessing
import os
import pty
import subprocess
import sys

from attacker import attempt, syscall


def new_process(name, *arguments):
    """A process that is no thread ends here, should it come to be."""
    if syscall(name, *arguments) == 0:
        os._exit(0)


def spawn():
    return os.posix_spawn("/bin/true", ["true"], {})


def process():
    child = multiprocessing.get_context("fork").Process(target=print)
    child.start()
    return child.pid


attempt("fork", os.fork)
attempt("terminal", pty.fork)
attempt("vfork", new_process, "vfork")
attempt("clone", new_process, "clone", 17, 0, 0, 0, 0)
attempt("clone3", new_process, "clone3", ctypes.create_string_buffer(88), 88)
attempt("spawn", spawn)
attempt("exec", os.execv, "/bin/true", ["true"])
attempt("python", os.execv, sys.executable, ["python", "-c", "print('BREACH')"])
attempt("execveat", syscall, "execveat", -100, b"/bin/true", 0, 0, 0)
attempt("subprocess", subprocess.run, ["/bin/true"], check=True)
attempt("shell", subprocess.check_output, "echo BREACH", shell=True)
attempt("multiprocessing", process)
attempt("pool", lambda: multiprocessing.get_context("spawn").Pool(1))
