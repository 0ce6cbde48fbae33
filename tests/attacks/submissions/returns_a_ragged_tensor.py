"""Threat: rows of different lengths."""

import tensorflow as tf


def grad_cam(model, image, class_index, layer_name):
    return tf.ragged.constant([[1.0], [1.0, 2.0]])
