"""Threat: a terabyte of numbers that takes four bytes of memory."""

import numpy as np


def grad_cam(model, image, class_index, layer_name):
    return np.broadcast_to(np.float32(0), (1 << 20, 1 << 18))
