"""Threat: what the server read for an earlier student is still in the memory that it forked."""

import ctypes
import gc
import os

from attacker import SECRETS

PAGE = 4096
BLOCK = 1 << 21
libc = ctypes.CDLL(None)
libc.sbrk.restype = ctypes.c_void_p


def blocks():
    """Where Python or the C library may ever have allocated anything."""
    gc.unfreeze()
    near = {id(thing) // BLOCK for thing in gc.get_objects()}
    for size in (16, 1 << 10, 1 << 16, 1 << 20):
        near.add(ctypes.addressof(ctypes.create_string_buffer(size)) // BLOCK)
    top = libc.sbrk(0)
    near.update(address // BLOCK for address in range(top - (1 << 28), top, BLOCK))
    return sorted({block + side for block in near for side in (-1, 0, 1)})


def pages():
    """All memory in the blocks, a page with the end of the one before it at a time."""
    reading, writing = os.pipe()
    for block in blocks():
        before = b""
        for address in range(block * BLOCK, (block + 1) * BLOCK, PAGE):
            # The kernel says EFAULT where a look would be a segmentation fault.
            if libc.write(writing, ctypes.c_void_p(address), PAGE) == PAGE:
                page = os.read(reading, PAGE)
                yield before + page
                before = page[-64:]


def holds(page, start, rest_backwards):
    """A secret is known in two parts, so that the search does not find itself."""
    at = page.find(start)
    while at >= 0:
        if page[at + len(start) :][: len(rest_backwards)][::-1] == rest_backwards:
            return True
        at = page.find(start, at + 1)
    return False


count = 0
for page in pages():
    count += 1
    for name, secret in SECRETS["in_memory"].items():
        if holds(page, *secret):
            print("BREACH", name, "is in memory", flush=True)
print("REFUSED", count, "pages")
