"""All four blanks, written quite unlike the reference."""

import keras
import numpy as np
import tensorflow as tf


@tf.custom_gradient
def gg_relu(x):
    y = keras.ops.maximum(x, tf.zeros([], x.dtype))

    def guided_grad(grad):
        both = tf.sign(y) * tf.sign(tf.nn.relu(grad))
        return both * grad

    return y, guided_grad


def replace_activation_layer_in_keras(model, old_activation, new_activation):
    def copy(layer):
        twin = layer.__class__.from_config(layer.get_config())
        if getattr(layer, "activation", None) == old_activation:
            twin.activation = new_activation
        elif hasattr(layer, "activation"):
            twin.activation = layer.activation
        return twin

    twin = keras.models.clone_model(model, clone_function=copy)
    twin.set_weights(model.get_weights())
    return twin


def get_class_saliency(model, image, class_index):
    pixels = tf.Variable(image)
    one_hot = tf.one_hot(class_index, model.output_shape[-1])
    with tf.GradientTape() as tape:
        score = tf.tensordot(model(pixels), one_hot, axes=1)
    return tape.gradient(score, pixels).numpy()


def get_saliency(model, image, layer_name):
    features = keras.Model(inputs=model.inputs, outputs=model.get_layer(layer_name).output)
    with tf.GradientTape(watch_accessed_variables=False) as tape:
        tape.watch(image)
        channels = features(image)
        f = tf.reduce_sum(tf.sort(channels, axis=-1)[..., -1])
    return np.float64(tape.gradient(f, image))


def grad_cam(model, image, class_index, layer_name):
    layer = model.get_layer(layer_name)
    both = keras.Model(model.inputs, {"maps": layer.output, "scores": model.output})
    with tf.GradientTape() as tape:
        out = both(image)
        score = out["scores"][:, class_index]
    slopes = tape.gradient(score, out["maps"]).numpy()[0]
    maps = out["maps"].numpy()[0]
    heat = np.einsum("hwk,k->hw", maps, slopes.sum(axis=(0, 1)))
    return np.clip(heat, 0, None)
