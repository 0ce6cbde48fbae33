"""What every attacker knows: all paths, process numbers and secrets that there are to look for."""

from __future__ import annotations

from functools import cache
import os
from pathlib import Path
from typing import Any

from grader.goldens.store import picture_path
from grader.jail.walls.syscall_names import REFUSED
from grader.marking.session import ReadyAssignment
import pyseccomp

from tests import REFERENCE

TOKEN = b"TOKEN-OF-THE-GRADER"

ATTACKER = '''
import ctypes, sys, types

attacker = sys.modules["attacker"] = types.ModuleType("attacker")
attacker.SECRETS = {secrets!r}

def attempt(what, action, *arguments, **options):
    """Do what must not succeed, and print whether it did."""
    try:
        result = action(*arguments, **options)
    except BaseException as error:
        print("REFUSED", what, type(error).__name__, flush=True)
    else:
        print("BREACH", what, repr(result)[:100], flush=True)

def syscall(name, *arguments):
    """Call the kernel, past all of Python."""
    result = ctypes.CDLL(None, use_errno=True).syscall({numbers!r}[name], *arguments)
    if result < 0:
        raise OSError(ctypes.get_errno(), "refused")
    return result

attacker.attempt, attacker.syscall = attempt, syscall
'''
"""What every attack can import: an attacker knows all paths and process numbers there are."""


def in_two(secret: bytes) -> tuple[bytes, bytes]:
    """In two parts, one of them backwards, so that a search of memory does not find itself."""
    return secret[:6], secret[31:5:-1]


@cache
def numbers() -> dict[str, int]:
    """The numbers, on this processor, of the system calls that are tried."""
    names = " ".join((*REFUSED.values(), "clone", "clone3", "prctl", "prlimit64", "tgkill"))
    arch = pyseccomp.system_arch()
    return {name: pyseccomp.resolve_syscall(arch, name) for name in names.split()}


def hidden_secrets_of(ready: ReadyAssignment) -> dict[str, tuple[bytes, bytes]]:
    """What a hidden case looks like in memory."""
    case = next(case for case in ready.assignment.cases if case.visibility == "hidden")
    scene = ready.marker.questions[case.name].pictures["scene"].tobytes()
    return {"hidden case": in_two(case.name.encode()), "hidden scene": in_two(scene)}


def secrets_of(ready: ReadyAssignment, results: Path) -> dict[str, Any]:
    """Where everything lies that must be kept, and what it looks like in memory."""
    assignment = ready.assignment
    check = ready.marker.goldens.manifest.checks[0]
    pixels = ready.marker.goldens.pictures[check.case, check.picture].tobytes()
    return {
        "goldens": str(assignment.goldens),
        "golden": str(picture_path(assignment.goldens, check.case, check.picture)),
        "reference": str(REFERENCE),
        "package": str(REFERENCE.parent),
        "assignment": str(assignment.source),
        "gradebook": str(results / "gradebook.sqlite"),
        "submissions": str(results / "submissions"),
        "grader": os.getpid(),
        "in_memory": {
            "golden": in_two(pixels),
            "manifest": in_two(check.pixels.encode()),
            "classmate": in_two(b"ALICE-WAS-HERE"),
            "token": in_two(TOKEN),
        },
    }
