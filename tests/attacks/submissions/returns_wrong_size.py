"""Threat: more, or fewer, numbers than were asked for."""

import numpy as np


def grad_cam(model, image, class_index, layer_name):
    return np.zeros((4096, 4096), np.float32)
