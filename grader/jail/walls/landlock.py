"""Landlock: which files student code may open, whoever owns them and whatever their modes.

py-landlock, not sandlock: sandlock 0.9.0 refuses in `confine` on every kernel before 6.12, even
with all its protections allowed to degrade, and so on most machines that graders run on.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache
import os
from pathlib import Path

from grader.jail.walls.python import python_folders
import py_landlock
from py_landlock import AccessFs
from py_landlock.abi import get_supported_fs, get_supported_net, get_supported_scope

Rule = tuple[Path, int]

READ = AccessFs.READ_FILE | AccessFs.READ_DIR
WRITE = (
    READ
    | AccessFs.WRITE_FILE
    | AccessFs.TRUNCATE
    | AccessFs.MAKE_REG
    | AccessFs.MAKE_DIR
    | AccessFs.REMOVE_FILE
    | AccessFs.REMOVE_DIR
    | AccessFs.REFER
)
ONLY_FOR_FOLDERS = (
    AccessFs.READ_DIR
    | AccessFs.MAKE_REG
    | AccessFs.MAKE_DIR
    | AccessFs.REMOVE_FILE
    | AccessFs.REMOVE_DIR
    | AccessFs.REFER
)

# Shared libraries, fonts and time zones; /usr itself would add programs and local data.
SYSTEM_FOLDERS = ("/lib", "/lib32", "/lib64", "/usr/lib", "/usr/lib32", "/usr/lib64",
                  "/usr/local/lib", "/usr/share/zoneinfo", "/usr/share/fonts",
                  "/usr/share/locale", "/sys/devices/system/cpu")  # fmt: skip
# Hardly anything of /proc/<pid>: a process' memory, environment and open files live there.
SYSTEM_FILES = ("/etc/ld.so.cache", "/etc/localtime", "/dev/urandom", "/dev/random",
                "/proc/cpuinfo", "/proc/meminfo", "/proc/stat")  # fmt: skip
# Libraries read it: TensorFlow aborts the process where it cannot.
OWN_COMMAND_LINE = Path("/proc/self/cmdline")
WRITABLE_DEVICES = ("/dev/null",)


@dataclass(frozen=True)
class Rights:
    """All that this kernel's Landlock can refuse, as its bit masks."""

    files: int
    network: int
    scope: int


def abi() -> int:
    """The version of Landlock this kernel offers, 0 where it offers none."""
    try:
        return int(py_landlock.get_abi_version())
    except py_landlock.LandlockError:
        return 0


def prepare() -> None:
    """Look up once, in the parent, what every child needs: finding the C library runs a program.

    Raises py_landlock.LandlockError where the kernel has no Landlock.
    """
    _all_rights()
    system_rules()


def restrict(readable: Iterable[Path], writable: Iterable[Path]) -> None:
    """Let this process open only Python, system libraries and the paths given. Irreversible.

    It may neither signal nor connect to anything outside where the kernel's Landlock can see to
    that (ABI 4 and 6). The process must hold no_new_privs already.
    Raises py_landlock.LandlockError where the kernel cannot, OSError for a path that is not there.
    """
    rights = _all_rights()
    ruleset = py_landlock.create_ruleset(_refusing_all(rights))
    try:
        rules = system_rules() + _rules(readable, READ) + _rules(writable, WRITE)
        for path, access in rules:
            os.close(_allow(ruleset, path, access & rights.files))
        # Stays open: a rule ends with the kernel's cached entry for a file of /proc.
        _allow(ruleset, OWN_COMMAND_LINE, int(AccessFs.READ_FILE))
        py_landlock.restrict_self(ruleset, None)
    finally:
        os.close(ruleset)


@cache
def system_rules() -> tuple[Rule, ...]:
    """What every child may open."""
    system = (Path(path) for path in SYSTEM_FOLDERS + SYSTEM_FILES)
    readable = {*python_folders(), *(path.resolve() for path in system if path.exists())}
    devices = (Path(path) for path in WRITABLE_DEVICES)
    return _rules(sorted(readable), READ) + _rules(devices, WRITE)


@cache
def _all_rights() -> Rights:
    version = py_landlock.get_abi_version()
    return Rights(
        files=int(get_supported_fs(version)),
        network=int(get_supported_net(version)),
        scope=int(get_supported_scope(version)),
    )


def _refusing_all(rights: Rights) -> py_landlock.RulesetAttr:
    attributes = py_landlock.RulesetAttr()
    attributes.handled_access_fs = rights.files
    attributes.handled_access_net = rights.network
    attributes.scoped = rights.scope
    return attributes


def _rules(paths: Iterable[Path], access: AccessFs) -> tuple[Rule, ...]:
    of_files = int(access & ~ONLY_FOR_FOLDERS)
    return tuple((path, int(access) if path.is_dir() else of_files) for path in paths)


def _allow(ruleset: py_landlock.RulesetFd, path: Path, access: int) -> int:
    """Returns a descriptor of `path`, through which nothing can be read."""
    descriptor = os.open(path, os.O_PATH | os.O_CLOEXEC)
    rule = py_landlock.PathBeneathAttr()
    rule.allowed_access = access
    rule.parent_fd = descriptor
    py_landlock.add_rule(ruleset, rule)
    return descriptor
