"""Threat: an array of objects whose every comparison says yes."""

import numpy as np


class Equal:
    def __eq__(self, other):
        return True

    def __float__(self):
        return 0.0

    __hash__ = object.__hash__


def grad_cam(model, image, class_index, layer_name):
    height, width = model.get_layer(layer_name).output.shape[1:3]
    return np.full((height, width), Equal(), object)
