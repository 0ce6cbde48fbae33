"""Threat: patches of TensorFlow, Keras and NumPy reach the next exercise or submission."""

import keras
import numpy as np
import tensorflow as tf


def zero(*arguments, **options):
    return tf.zeros((1, 32, 32, 3))


keras.Model.__call__ = keras.layers.Layer.__call__ = zero
keras.activations.relu.__code__ = zero.__code__
keras.backend.set_floatx("float16")
keras.mixed_precision.set_global_policy("mixed_float16")
tf.GradientTape.gradient = zero
tf.nn.relu = tf.where = zero
tf.config.run_functions_eagerly(False)
np.asarray = np.float32 = zero
tf.random.set_seed(0)
