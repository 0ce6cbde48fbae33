"""Threat: the same past Python's allocator, in small pieces that are all touched."""

import ctypes


def grad_cam(model, image, class_index, layer_name):
    libc = ctypes.CDLL(None)
    libc.malloc.restype = ctypes.c_void_p
    while True:
        ctypes.memset(libc.malloc(100_000), 1, 100_000)
