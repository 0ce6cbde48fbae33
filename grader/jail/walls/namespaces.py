"""Mounts that only one process sees and that end with it."""

from __future__ import annotations

import os
from pathlib import Path

from grader.jail.walls.kernel import call

CLONE_NEWNS = 0x0002_0000
CLONE_NEWUSER = 0x1000_0000
MS_REC_PRIVATE = 0x4000 | 0x0004_0000


def leave_the_mounts() -> None:
    """Move this process, of one thread, to a mount namespace of its own, where it can mount.

    An ordinary user has to be in a user namespace of its own for that, too: who it is stays the
    same there. What is forked from it must give up the capabilities that it has there.
    Raises OSError where the kernel, or what confines a container, refuses.
    """
    user, group = os.geteuid(), os.getegid()
    if user == 0:
        call("unshare", CLONE_NEWNS)
    else:
        call("unshare", CLONE_NEWNS | CLONE_NEWUSER)
        # Without this an ordinary user may not map its group.
        Path("/proc/self/setgroups").write_text("deny")
        Path("/proc/self/uid_map").write_text(f"{user} {user} 1")
        Path("/proc/self/gid_map").write_text(f"{group} {group} 1")
    call("mount", b"none", b"/", None, MS_REC_PRIVATE, None)
