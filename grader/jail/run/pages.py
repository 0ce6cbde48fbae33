"""Memory for what comes from students, given back to the kernel as soon as it has been passed on.

A child inherits all of its server's memory, and what is freed to the heap stays readable there: a
submission could find an earlier one's source, or its right answers, and hand them in as its own. So
what a server passes on lives in pages of its own, which are gone before the next child is forked.
"""

from __future__ import annotations

import mmap
import os
import sys

DROPPED_AT_ONCE = 65536


class Pages:
    """`size` bytes, all zero, until they are closed."""

    def __init__(self, size: int) -> None:
        if sys.platform == "win32":
            self._map = mmap.mmap(-1, max(1, size))
        else:
            # Not shared: what a child writes to them is its own.
            self._map = mmap.mmap(-1, max(1, size), mmap.MAP_PRIVATE | mmap.MAP_ANONYMOUS)
        self.view = memoryview(self._map)[:size]

    def close(self) -> None:
        """Give them back. No part of `view` may be in use any more."""
        self.view.release()
        self._map.close()


class Catch(Pages):
    """What is read of a pipe: the first `most` bytes are kept, the rest is read and dropped."""

    def __init__(self, most: int) -> None:
        super().__init__(most + DROPPED_AT_ONCE)
        self._most = most
        self._size = 0

    def read_from(self, descriptor: int) -> bool:
        """Read once, straight into the pages; False when there is nothing to be had."""
        try:
            with self.view[self._size :] as place:
                count = os.readv(descriptor, [place])
        except BlockingIOError:
            return False
        self._size = min(self._most, self._size + count)
        return count > 0

    @property
    def kept(self) -> memoryview:
        """What was kept."""
        return self.view[: self._size]
