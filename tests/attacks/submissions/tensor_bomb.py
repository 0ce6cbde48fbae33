"""Threat: TensorFlow allocates what no machine has, and dies of it."""

import tensorflow as tf


def grad_cam(model, image, class_index, layer_name):
    return tf.reduce_sum(tf.ones((1 << 20, 1 << 16)) * 2.0)
