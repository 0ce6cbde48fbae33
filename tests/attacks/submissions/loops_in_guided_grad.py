"""Threat: the gradient, which TensorFlow calls from C++, never returns."""

import tensorflow as tf


@tf.custom_gradient
def gg_relu(x):
    def guided_grad(grad):
        while True:
            pass

    return tf.nn.relu(x), guided_grad
