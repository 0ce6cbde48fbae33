"""System calls that student code cannot make, made past Python and the C library."""

from __future__ import annotations

from collections.abc import Callable
import ctypes
import errno
import os
from pathlib import Path
import signal

from grader.jail.walls.forked import Outcome
import pyseccomp
import pytest

LIBC = ctypes.CDLL(None, use_errno=True)
PARENT = os.getpid()
TIOCSTI = 0x5412
FORBIDDEN = (errno.EPERM, errno.EACCES, errno.ENOSYS)
Inside = Callable[[Callable[[], object]], Outcome]


def system_call(name: str, *arguments: int) -> int:
    """The error number of a call made past Python and the C library; 0 where it succeeded."""
    number = pyseccomp.resolve_syscall(pyseccomp.system_arch(), name)
    assert number >= 0, f"this machine has no system call {name}"
    return number_of(number, *arguments)


def number_of(number: int, *arguments: int) -> int:
    values = [ctypes.c_long(each) for each in (number, *arguments)]
    return ctypes.get_errno() if LIBC.syscall(*values) < 0 else 0


def test_cant_fork_by_any_system_call(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("fork"),
            system_call("vfork"),
            system_call("clone", signal.SIGCHLD, 0, 0, 0, 0),
            system_call("clone3", 0, 0),
        ]

    assert inside(work).value == [errno.EPERM, errno.EPERM, errno.EPERM, errno.ENOSYS]


def test_cant_exec_what_it_wrote_itself(inside: Inside) -> None:
    def work() -> int:
        Path("program").write_text("#!/bin/sh\n")
        return system_call("execveat", os.open("program", os.O_RDONLY), 0, 0, 0, 0x1000)

    assert inside(work).value == errno.EPERM


def test_cant_outlive_its_parent(inside: Inside) -> None:
    assert inside(lambda: system_call("prctl", 1, 0)).value == errno.EPERM
    # The kernel looks at the lower half of the register only.
    assert inside(lambda: system_call("prctl", 1 | 1 << 32, 0)).value in FORBIDDEN
    assert inside(lambda: system_call("setsid")).value == errno.EPERM


def test_cant_signal_parent_by_any_system_call(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("tgkill", PARENT, PARENT, 0),
            system_call("tkill", PARENT, 0),
            system_call("rt_sigqueueinfo", PARENT, 0, 0),
            system_call("rt_tgsigqueueinfo", PARENT, PARENT, 0, 0),
            system_call("pidfd_open", PARENT, 0),
            system_call("pidfd_send_signal", 0, 0, 0, 0),
        ]

    assert inside(work).value == [errno.EPERM] * 6


def test_cant_ptrace(inside: Inside) -> None:
    assert inside(lambda: system_call("ptrace", 16, PARENT, 0, 0)).value == errno.EPERM
    assert inside(lambda: system_call("ptrace", 0, 0, 0, 0)).value == errno.EPERM


def test_cant_read_memory_of_parent(inside: Inside) -> None:
    def work() -> list[int]:
        return [
            system_call("process_vm_readv", PARENT, 0, 0, 0, 0, 0),
            system_call("process_vm_writev", PARENT, 0, 0, 0, 0, 0),
            system_call("pidfd_getfd", 0, 0, 0),
            system_call("kcmp", PARENT, PARENT, 0, 0, 0),
        ]

    assert inside(work).value == [errno.EPERM] * 4


def test_cant_reach_files_by_handle(inside: Inside) -> None:
    assert inside(lambda: system_call("open_by_handle_at", -100, 0, 0)).value == errno.EPERM
    assert inside(lambda: system_call("name_to_handle_at", -100, 0, 0, 0, 0)).value == errno.EPERM


FORBIDDEN_CALLS = {
    "keyring": ["add_key", "request_key", "keyctl"],
    "io_uring": ["io_uring_setup", "io_uring_enter", "io_uring_register", "io_setup"],
    "bpf": ["bpf", "perf_event_open", "userfaultfd", "seccomp", "personality"],
    "mount": ["mount", "umount2", "pivot_root", "chroot", "open_tree", "fsopen", "move_mount"],
    "userns": ["unshare", "setns"],
    "leftovers": ["shmget", "msgget", "semget", "mq_open", "memfd_create", "inotify_init1"],
    "identity": ["setresuid", "setresgid", "setgroups", "capset", "setfsuid"],
    "machine": ["kexec_load", "swapon", "acct", "quotactl", "init_module", "reboot", "syslog"],
    "caches": ["mincore", "preadv2", "readahead", "fadvise64"],
    "watching": ["fanotify_init", "name_to_handle_at", "process_madvise", "pidfd_open"],
}


@pytest.mark.parametrize("part", sorted(FORBIDDEN_CALLS))
def test_cant_use(inside: Inside, part: str) -> None:
    names = FORBIDDEN_CALLS[part]
    outcome = inside(lambda: [system_call(name, 0, 0, 0, 0, 0, 0) for name in names])
    assert outcome.value == [errno.EPERM] * len(names)


def test_cant_use_what_is_on_no_list(inside: Inside) -> None:
    """A system call that nobody had thought of when the lists were made."""
    assert inside(lambda: [number_of(number) for number in (700, 999)]).value == [errno.ENOSYS] * 2


def test_cant_use_system_calls_of_another_architecture(inside: Inside) -> None:
    """x86 has a second table, in which the same numbers mean other calls."""
    if os.uname().machine == "x86_64":
        assert inside(lambda: number_of(0x4000_0000 | 57)).signal == signal.SIGSYS


@pytest.mark.parametrize("command", [TIOCSTI, TIOCSTI | 1 << 32])
def test_cant_push_input_into_a_terminal(inside: Inside, command: int) -> None:
    assert inside(lambda: system_call("ioctl", 0, command, 0)).value in FORBIDDEN
