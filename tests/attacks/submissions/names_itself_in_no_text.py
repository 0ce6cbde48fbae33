"""Threat: whoever reads in /proc why this process is not done stumbles over its name."""

import ctypes

ctypes.CDLL(None).prctl(15, b"\xff) S\x1c\x85\xe2\x80")


def grad_cam(model, image, class_index, layer_name):
    while True:
        pass
