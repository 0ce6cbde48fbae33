"""Threat: a segmentation fault in the process that runs submissions."""

import ctypes


def grad_cam(model, image, class_index, layer_name):
    return ctypes.string_at(1)
