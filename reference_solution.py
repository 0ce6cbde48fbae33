"""Guided Grad-CAM: where does a convolutional network look, and what does it see there?

    python reference_solution.py --scene cat_coffee --class top1

Three pictures explain why the network gives a class its score S:

*   The **saliency map** dS/dI says which pixels of the image I the score would change with
    (Simonyan et al. 2014). Guided backpropagation lets the gradient through a ReLU only where it
    adds to the score, which leaves sharp edges (Springenberg et al. 2014).
*   **Grad-CAM** weighs the channels A^k of a convolutional layer by how much the score depends on
    each, and so finds the region that speaks for the class (Selvaraju et al. 2017).
*   **Guided Grad-CAM** is their product: the edges, where they matter to the class.

Loading networks and scenes and drawing the pictures is provided by the package; the mathematics
is below.
"""

from collections.abc import Callable

from grader.gradcam.explain import explain
import keras
import tensorflow as tf


@tf.custom_gradient
def gg_relu(x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """ReLU whose gradient is that of guided backpropagation.

    Forward it is max(x, 0). Backward, an upstream gradient g passes only where both the input and
    the gradient itself are positive:

        guided_grad(g) = g  where x > 0 and g > 0,  else 0

    Springenberg et al. 2014, "Striving for Simplicity: The All Convolutional Net", figure 1.

    Args:
        x: values of any shape and floating dtype.

    Returns:
        The activation, and `guided_grad`, which TensorFlow calls with the upstream gradient; both
        have the shape and the dtype of x.
    """

    def guided_grad(grad: tf.Tensor) -> tf.Tensor:
        # SOLUTION TODO1: return the part of the gradient that guided backpropagation lets through
        return tf.where((x > 0) & (grad > 0), grad, tf.zeros_like(grad))
        # END OF SOLUTION

    return tf.nn.relu(x), guided_grad


def replace_activation_layer_in_keras(
    model: keras.Model, old_activation: Callable, new_activation: Callable
) -> keras.Model:
    """Replace an activation function wherever the model uses it.

    In Keras, a layer keeps its activation function in the attribute `activation`; some layers, such
    as pooling, have none. Weights, names and all else stay as they are.

    Args:
        model: the network; it may be changed, since callers hand over a copy.
        old_activation: the function to look for, such as `keras.activations.relu`.
        new_activation: the function to use in its place, such as `gg_relu`.

    Returns:
        The model, each layer whose activation was `old_activation` now using `new_activation`.
    """
    # SOLUTION TODO2: give each layer whose activation is old_activation the new_activation
    for layer in model.layers:
        if getattr(layer, "activation", None) is old_activation:
            layer.activation = new_activation
    return model
    # END OF SOLUTION


def get_class_saliency(model: keras.Model, image: tf.Tensor, class_index: int) -> tf.Tensor:
    """Saliency of a class: how its score changes with each value of the image, dS/dI.

    Simonyan et al. 2014, "Deep Inside Convolutional Networks", section 3. Of a model whose ReLUs
    were replaced by `gg_relu` it is guided backpropagation.

    Args:
        model: a network that gives scores before softmax, (1, classes).
        image: a preprocessed image, (1, H, W, 3), float32.
        class_index: the class whose score S = model(image)[0, class_index] is explained.

    Returns:
        The gradient, (H, W, 3).
    """
    # SOLUTION TODO3: return the gradient of the class's score with respect to the image
    with tf.GradientTape() as tape:
        tape.watch(image)
        score = model(image)[0, class_index]
    return tape.gradient(score, image)[0]
    # END OF SOLUTION


def get_saliency(model: keras.Model, image: tf.Tensor, layer_name: str) -> tf.Tensor:
    """Saliency of a layer's strongest channels, whatever class they speak for.

    With A the layer's output, of h x w positions and K channels, it is df/dI for

        f = sum over positions (i, j) of  max over channels k of  A[i, j, k]

    Args:
        model: a network.
        image: a preprocessed image, (1, H, W, 3), float32.
        layer_name: the name of one of its convolutional layers.

    Returns:
        The gradient, (H, W, 3).
    """
    # SOLUTION TODO3: return the gradient of f with respect to the image
    to_layer = keras.Model(model.input, model.get_layer(layer_name).output)
    with tf.GradientTape() as tape:
        tape.watch(image)
        strongest = tf.reduce_sum(tf.reduce_max(to_layer(image), axis=-1))
    return tape.gradient(strongest, image)[0]
    # END OF SOLUTION


def grad_cam(model: keras.Model, image: tf.Tensor, class_index: int, layer_name: str) -> tf.Tensor:
    """Grad-CAM: the class activation map, weighted by gradients.

    With A^k the k-th channel of the layer's output, and S the score of the class,

        alpha_k = mean over positions (i, j) of  dS / dA^k[i, j]
        map     = ReLU( sum over k of  alpha_k A^k )

    Selvaraju et al. 2017, "Grad-CAM", equations 1 and 2.

    Args:
        model: a network that gives scores before softmax, (1, classes).
        image: a preprocessed image, (1, H, W, 3), float32.
        class_index: the class to explain.
        layer_name: the name of the convolutional layer, as a rule the last.

    Returns:
        The map, (h, w) of the layer, never negative, not resized.
    """
    # SOLUTION TODO4: return the class activation map
    to_both = keras.Model(model.input, [model.get_layer(layer_name).output, model.output])
    with tf.GradientTape() as tape:
        tape.watch(image)
        channels, scores = to_both(image)
        score = scores[0, class_index]
    alpha = tf.reduce_mean(tape.gradient(score, channels), axis=(1, 2), keepdims=True)
    return tf.nn.relu(tf.reduce_sum(alpha * channels, axis=-1))[0]
    # END OF SOLUTION


if __name__ == "__main__":
    explain(gg_relu, replace_activation_layer_in_keras, get_class_saliency, get_saliency, grad_cam)
