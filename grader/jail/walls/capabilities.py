"""What of root's power a process holds, and the kernel's other switches of a process.

By the kernel's own calls (capabilities(7), prctl(2), linux/capability.h, linux/prctl.h), as the
packages that bind them have not been maintained for years.
"""

from __future__ import annotations

from collections.abc import Collection
import ctypes
from dataclasses import dataclass
import enum
import errno

from grader.jail.walls.kernel import call

VERSION_3 = 0x2008_0522
"""Of the capability calls: 64 capabilities, in two words of 32 bits."""

WORD = 32
ALL_WORDS = 2
PR_CAPBSET_DROP = 24
PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL = 47, 4


class Switch(enum.IntEnum):
    """A property of a process that `switch` sets."""

    DEATH_SIGNAL = 1
    DUMPABLE = 4
    KEEP_CAPABILITIES = 8
    CHILD_SUBREAPER = 36
    NO_NEW_PRIVILEGES = 38


class Capability(enum.IntEnum):
    """The capabilities that the jail has to do with, by their numbers."""

    DAC_READ_SEARCH = 2
    SETPCAP = 8


@dataclass(frozen=True)
class Held:
    """The capabilities of this process, as bit masks."""

    effective: int
    permitted: int

    @classmethod
    def now(cls) -> Held:
        """Those that this process holds. Raises OSError where the kernel does not say."""
        words = (_Words * ALL_WORDS)()
        call("capget", ctypes.byref(_Header(VERSION_3, 0)), words)
        return cls(
            sum(each.effective << WORD * place for place, each in enumerate(words)),
            sum(each.permitted << WORD * place for place, each in enumerate(words)),
        )

    def is_effective(self, capability: Capability) -> bool:
        """Whether the kernel lets this process use it."""
        return bool(self.effective >> capability & 1)

    def is_permitted(self, capability: Capability) -> bool:
        """Whether this process may make it effective."""
        return bool(self.permitted >> capability & 1)


def hold_only(kept: Collection[Capability] = ()) -> None:
    """Hold the capabilities `kept`, which must be permitted, and leave none to a program run.

    Raises OSError where the kernel refuses.
    """
    switch(PR_CAP_AMBIENT, PR_CAP_AMBIENT_CLEAR_ALL)
    mask = sum(1 << capability for capability in kept)
    words = (_Words * ALL_WORDS)()
    for place, each in enumerate(words):
        each.effective = each.permitted = mask >> WORD * place & 0xFFFF_FFFF
    call("capset", ctypes.byref(_Header(VERSION_3, 0)), words)


def forget_bounding() -> None:
    """Let no program that this process runs have any capability. Needs SETPCAP; raises OSError."""
    for capability in range(WORD * ALL_WORDS):
        try:
            switch(PR_CAPBSET_DROP, capability)
        except OSError as error:
            if error.errno != errno.EINVAL:
                raise
            return  # this kernel has no more capabilities


def switch(option: int, value: int = 1) -> None:
    """Set a property of this process. Raises OSError where the kernel refuses."""
    call("prctl", *map(ctypes.c_ulong, (option, value, 0, 0, 0)))


class _Header(ctypes.Structure):
    _fields_ = (("version", ctypes.c_uint32), ("pid", ctypes.c_int))


class _Words(ctypes.Structure):
    _fields_ = (
        ("effective", ctypes.c_uint32),
        ("permitted", ctypes.c_uint32),
        ("inheritable", ctypes.c_uint32),
    )
