"""Threat: what the server read for an earlier student is still in the memory that it forked."""

import ctypes
import gc
import os

PAGE = 4096
NEIGHBOURHOOD = 1 << 21


def scan_memory(start, rest_reversed):
    """How often a text is in memory, near anything that Python or the C library allocated.

    It is given in two parts, one of them backwards, so that the search does not find itself.
    """
    gc.unfreeze()
    near = {id(thing) // NEIGHBOURHOOD for thing in gc.get_objects()}
    near |= {ctypes.addressof(ctypes.create_string_buffer(size)) // NEIGHBOURHOOD
             for size in (16, 1 << 10, 1 << 16, 1 << 20)}
    libc = ctypes.CDLL(None)
    libc.sbrk.restype = ctypes.c_void_p
    top = libc.sbrk(0)
    near |= {address // NEIGHBOURHOOD for address in range(top - (1 << 28), top, NEIGHBOURHOOD)}
    near |= {block + side for block in near for side in (-1, 1)}
    reading, writing = os.pipe()
    before = b""
    found = scanned = 0
    for block in sorted(near):
        for address in range(block * NEIGHBOURHOOD, (block + 1) * NEIGHBOURHOOD, PAGE):
            # The kernel says EFAULT where a careless look would be a segmentation fault.
            if libc.write(writing, ctypes.c_void_p(address), PAGE) != PAGE:
                before = b""
                continue
            page = os.read(reading, PAGE)
            scanned += 1
            text = before[-64:] + page
            at = text.find(start)
            while at >= 0:
                rest = text[at + len(start) :][: len(rest_reversed)]
                found += rest[::-1] == rest_reversed
                at = text.find(start, at + 1)
            before = page
    print(f"scanned {scanned} pages", flush=True)
    return found


if scan_memory(b"ALICE-", b"EREH-SAW"):
    print("BREACH: an earlier submission is in memory")
