"""Threat: a comparison with patched NumPy finds everything equal."""

import numpy as np
import skimage.metrics

np.array_equal = np.allclose = lambda *arguments, **options: True
skimage.metrics.structural_similarity = lambda *arguments, **options: 1.0
np.testing.assert_allclose = lambda *arguments, **options: None


def grad_cam(model, image, class_index, layer_name):
    return np.zeros(model.get_layer(layer_name).output.shape[1:3])
