"""Threat: records, dates and raw bytes instead of numbers."""

import numpy as np


def grad_cam(model, image, class_index, layer_name):
    height, width = model.get_layer(layer_name).output.shape[1:3]
    return np.zeros((height, width), [("a", "f4"), ("b", "S8")])
