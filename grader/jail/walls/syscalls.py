"""seccomp: the system calls that student code may make.

A list of what is allowed, so that a system call invented tomorrow is refused. Whatever is not on
it "does not exist" (ENOSYS), which makes the C library fall back to an older call; what is refused
by name fails with EPERM, which Python shows as a PermissionError.
"""

from __future__ import annotations

from collections.abc import Iterable
import errno
import fcntl
from functools import cache
import mmap
import os
import termios

from grader.jail.walls.syscall_names import ALLOWED, REFUSED
import pyseccomp
from pyseccomp import Arg

# The kernel reads an `int` argument from the lower half of the register: comparing all of it
# would let a caller hide the value it sends behind junk in the upper half.
INT = 0xFFFF_FFFF
OPTIMISE_AS_TREE = 2
CLONE_THREAD = 0x0001_0000
MAP_TYPE = 0xF
MAP_SHARED_VALIDATE = 3
MAP_GROWSDOWN = 0x100
PRCTL_ALLOWED = {
    "PR_GET_PDEATHSIG": 2,
    "PR_GET_DUMPABLE": 3,
    "PR_SET_NAME": 15,
    "PR_GET_NAME": 16,
    "PR_CAPBSET_READ": 23,
    "PR_GET_NO_NEW_PRIVS": 39,
    "PR_SET_VMA": 0x53564D41,
}
# Undoing what the jail set: outliving the parent, being debugged, new filters, capabilities.
PRCTL_REFUSED = {
    "PR_SET_PDEATHSIG": 1,
    "PR_SET_DUMPABLE": 4,
    "PR_SET_KEEPCAPS": 8,
    "PR_SET_SECCOMP": 22,
    "PR_CAPBSET_DROP": 24,
    "PR_SET_SECUREBITS": 28,
    "PR_SET_MM": 35,
    "PR_SET_CHILD_SUBREAPER": 36,
    "PR_CAP_AMBIENT": 47,
    "PR_SET_PTRACER": 0x59616D61,
}
# Not F_SETOWN and F_SETSIG, by which the kernel sends a signal to any process in one's stead.
FCNTL_ALLOWED = (
    fcntl.F_DUPFD,
    fcntl.F_DUPFD_CLOEXEC,
    fcntl.F_GETFD,
    fcntl.F_SETFD,
    fcntl.F_GETFL,
    fcntl.F_SETFL,
    fcntl.F_GETLK,
    fcntl.F_SETLK,
    fcntl.F_SETLKW,
    fcntl.F_OFD_GETLK,
    fcntl.F_OFD_SETLK,
    fcntl.F_OFD_SETLKW,
)
# Not the ioctls that push input into a terminal, change a file's attributes or clone its blocks.
IOCTL_ALLOWED = (
    termios.TCGETS,
    termios.TIOCGWINSZ,
    termios.FIOCLEX,
    termios.FIONCLEX,
    termios.FIONBIO,
    termios.FIONREAD,
)
WRITING = (
    "creat",
    "fallocate",
    "ftruncate",
    "mkdir",
    "mkdirat",
)
REMOVING = ("rmdir", "unlink", "unlinkat")
# Onto another file, this removes that one.
RENAMING = ("rename", "renameat", "renameat2")
# A file that has no name from the start.
O_TMPFILE = os.O_TMPFILE & ~os.O_DIRECTORY
ALLOW = pyseccomp.ALLOW
REFUSE = pyseccomp.ERRNO(errno.EPERM)
NOT_THERE = pyseccomp.ERRNO(errno.ENOSYS)
# Most programs that tidy up would stop at an error.
PRETEND = pyseccomp.ERRNO(0)
# As between two file systems.
ELSEWHERE = pyseccomp.ERRNO(errno.EXDEV)
NOT_SUPPORTED = pyseccomp.ERRNO(errno.EOPNOTSUPP)


def restrict(*, may_write_files: bool, may_remove_files: bool = True) -> None:
    """Allow this process only the system calls that numerical Python needs. Irreversible.

    Without `may_write_files` no file can be created or opened for writing anywhere. Without
    `may_remove_files` removing one does nothing, and says that it has been done.
    Raises OSError where the kernel has no seccomp.
    """
    rules = common_rules(may_write_files, may_remove_files)
    _signals_only_to_oneself(rules, os.getpid())
    rules.load()


@cache
def common_rules(may_write_files: bool, may_remove_files: bool) -> pyseccomp.SyscallFilter:
    """The rules that are the same for every child. Built once, in the parent; each child adds
    its own to its copy."""
    rules = pyseccomp.SyscallFilter(NOT_THERE)
    rules.set_attr(pyseccomp.Attr.ACT_BADARCH, pyseccomp.KILL_PROCESS)
    rules.set_attr(pyseccomp.Attr.CTL_OPTIMIZE, OPTIMISE_AS_TREE)
    for names in ALLOWED.values():
        _by_name(rules, ALLOW, names.split())
    for names in REFUSED.values():
        _by_name(rules, REFUSE, names.split())
    _by_name(rules, ALLOW if may_write_files else REFUSE, WRITING)
    removing, renaming = (ALLOW, ALLOW) if may_remove_files else (PRETEND, ELSEWHERE)
    _by_name(rules, removing if may_write_files else REFUSE, REMOVING)
    _by_name(rules, renaming if may_write_files else REFUSE, RENAMING)
    _threads_but_no_processes(rules)
    _private_memory_only(rules)
    _limits_only_of_oneself(rules)
    _by_value(rules, "prctl", 0, PRCTL_ALLOWED.values(), ALLOW)
    _by_value(rules, "prctl", 0, PRCTL_REFUSED.values(), REFUSE)
    _by_value(rules, "fcntl", 1, FCNTL_ALLOWED, ALLOW)
    _by_value(rules, "ioctl", 1, IOCTL_ALLOWED, ALLOW)
    _opening(rules, "open", 1, may_write_files, may_remove_files)
    _opening(rules, "openat", 2, may_write_files, may_remove_files)
    return rules


def _by_name(rules: pyseccomp.SyscallFilter, action: int, names: Iterable[str]) -> None:
    arch = pyseccomp.system_arch()
    for name in names:
        number = pyseccomp.resolve_syscall(arch, name)
        # Negative: this processor has no such call, or this libseccomp does not know it. The
        # filter's default refuses it then.
        if number >= 0:
            rules.add_rule(action, number)


def _by_value(
    rules: pyseccomp.SyscallFilter, name: str, position: int, values: Iterable[int], action: int
) -> None:
    for value in values:
        rules.add_rule(action, name, Arg(position, pyseccomp.MASKED_EQ, INT, value & INT))


def _threads_but_no_processes(rules: pyseccomp.SyscallFilter) -> None:
    """Libraries need threads; a process could outlive the jail or escape its limits.

    clone3 hides its flags behind a pointer; being on no list it does not exist, and the C library
    then uses clone.
    """
    thread = Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, CLONE_THREAD)
    process = Arg(0, pyseccomp.MASKED_EQ, CLONE_THREAD, 0)
    rules.add_rule(ALLOW, "clone", thread)
    rules.add_rule(REFUSE, "clone", process)


def _signals_only_to_oneself(rules: pyseccomp.SyscallFilter, own: int) -> None:
    """abort() must work; the parent, and siblings of the same user, must be out of reach."""
    for name in ("kill", "tgkill"):
        rules.add_rule(ALLOW, name, Arg(0, pyseccomp.EQ, own))
        rules.add_rule(REFUSE, name, Arg(0, pyseccomp.NE, own))


def _limits_only_of_oneself(rules: pyseccomp.SyscallFilter) -> None:
    """Another user's process is safe by its owner; a sibling of the same user is safe by this."""
    rules.add_rule(ALLOW, "prlimit64", Arg(0, pyseccomp.EQ, 0))
    rules.add_rule(REFUSE, "prlimit64", Arg(0, pyseccomp.NE, 0))


def _private_memory_only(rules: pyseccomp.SyscallFilter) -> None:
    """RLIMIT_DATA counts neither shared memory nor stacks: mappings of both kinds are refused."""
    kinds = mmap.MAP_ANONYMOUS | MAP_TYPE
    private = MAP_GROWSDOWN | MAP_TYPE
    for name in ("mmap", "mmap2"):
        number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
        if number < 0:
            continue
        for kind in (mmap.MAP_SHARED, MAP_SHARED_VALIDATE):
            shared = kind | mmap.MAP_ANONYMOUS
            rules.add_rule(REFUSE, number, Arg(3, pyseccomp.MASKED_EQ, kinds, shared))
            rules.add_rule(ALLOW, number, Arg(3, pyseccomp.MASKED_EQ, kinds, kind))
        rules.add_rule(ALLOW, number, Arg(3, pyseccomp.MASKED_EQ, private, mmap.MAP_PRIVATE))


def _opening(
    rules: pyseccomp.SyscallFilter,
    name: str,
    position: int,
    may_write_files: bool,
    may_remove_files: bool,
) -> None:
    """Opening for reading must not empty the file, which Landlock before its third ABI allows."""
    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    if number < 0:
        return

    def flags(mask: int, value: int) -> Arg:
        return Arg(position, pyseccomp.MASKED_EQ, mask, value)

    writing = (os.O_WRONLY, os.O_RDWR)
    if may_write_files:
        emptying = os.O_ACCMODE | os.O_TRUNC
        rules.add_rule(REFUSE, number, flags(emptying, os.O_RDONLY | os.O_TRUNC))
        rules.add_rule(ALLOW, number, flags(emptying, os.O_RDONLY))
        nameless = ALLOW if may_remove_files else NOT_SUPPORTED
        for mode in writing:
            rules.add_rule(ALLOW, number, flags(os.O_ACCMODE | O_TMPFILE, mode))
            rules.add_rule(nameless, number, flags(os.O_ACCMODE | O_TMPFILE, mode | O_TMPFILE))
        return
    changing = os.O_ACCMODE | os.O_TRUNC | os.O_CREAT
    rules.add_rule(ALLOW, number, flags(changing, os.O_RDONLY))
    for mode in writing:
        rules.add_rule(REFUSE, number, flags(os.O_ACCMODE, mode))
    for change in (os.O_TRUNC, os.O_CREAT):
        rules.add_rule(REFUSE, number, flags(os.O_ACCMODE | change, os.O_RDONLY | change))
