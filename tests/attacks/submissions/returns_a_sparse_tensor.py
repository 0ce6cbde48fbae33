"""Threat: a sparse tensor of dimensions that no machine can hold."""

import tensorflow as tf


def grad_cam(model, image, class_index, layer_name):
    return tf.SparseTensor([[0, 0]], [1.0], (1 << 40, 1 << 40))
