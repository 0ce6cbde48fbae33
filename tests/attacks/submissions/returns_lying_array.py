"""Threat: a subclass of ndarray that lies about its shape, dtype and bytes."""

import numpy as np


class Lying(np.ndarray):
    """Two by two zeros."""

    told = ()
    dtype = property(lambda self: np.dtype(np.float32))
    shape = property(lambda self: Lying.told)
    size = property(lambda self: 1024)

    def __array__(self, *arguments, **options):
        return self

    def __array_function__(self, *arguments):
        return self

    def __array_ufunc__(self, *arguments, **options):
        return self

    def astype(self, *arguments, **options):
        return self

    def tobytes(self, *arguments):
        return bytes(1)


def grad_cam(model, image, class_index, layer_name):
    height, width = model.get_layer(layer_name).output.shape[1:3]
    Lying.told = (height, width)
    return np.zeros((2, 2)).view(Lying)
