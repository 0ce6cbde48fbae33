"""Threat: numbers that are finite only until they are made float32."""

import numpy as np


def grad_cam(model, image, class_index, layer_name):
    height, width = model.get_layer(layer_name).output.shape[1:3]
    return np.full((height, width), 1e300)
