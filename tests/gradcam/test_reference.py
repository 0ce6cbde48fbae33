"""The reference obeys the formulas it states, on small networks whose gradients are known."""

from __future__ import annotations

from grader.networks.network import load_network  # first: it silences TensorFlow
import keras
import numpy as np
import pytest
import tensorflow as tf

import reference_solution as reference


def small_network(seed: int = 0, dtype: str = "float32") -> keras.Model:
    """Two convolutions and two dense layers, ReLU inside all but the last."""
    keras.utils.set_random_seed(seed)
    image = keras.Input((8, 6, 3), dtype=dtype)
    x = keras.layers.Conv2D(4, 3, activation="relu", padding="same", name="one", dtype=dtype)(image)
    x = keras.layers.Conv2D(5, 3, activation="relu", strides=2, name="two", dtype=dtype)(x)
    x = keras.layers.Flatten(dtype=dtype)(x)
    x = keras.layers.Dense(7, activation="relu", name="three", dtype=dtype)(x)
    return keras.Model(image, keras.layers.Dense(3, name="scores", dtype=dtype)(x))


def some_image(seed: int = 1, dtype: str = "float32") -> tf.Tensor:
    return tf.constant(np.random.default_rng(seed).normal(size=(1, 8, 6, 3)), dtype)


@pytest.mark.parametrize("dtype", [tf.float16, tf.bfloat16, tf.float32, tf.float64])
def test_the_gradient_passes_only_where_both_are_positive(dtype: tf.DType) -> None:
    x = tf.constant([-2, -2, 0, 0, 3, 3], dtype)
    upstream = tf.constant([5, -5, 5, -5, 5, -5], dtype)
    with tf.GradientTape() as tape:
        tape.watch(x)
        y = reference.gg_relu(x)
    gradient = tape.gradient(y, x, output_gradients=upstream)
    assert y.dtype == gradient.dtype == dtype
    assert np.asarray(y, np.float32).tolist() == [0, 0, 0, 0, 3, 3]
    assert np.asarray(gradient, np.float32).tolist() == [0, 0, 0, 0, 5, 0]


def test_replacing_changes_every_layer_with_the_activation_and_no_other() -> None:
    model = small_network()
    weights = model.get_weights()
    returned = reference.replace_activation_layer_in_keras(
        model, keras.activations.relu, reference.gg_relu
    )
    activations = [getattr(layer, "activation", None) for layer in returned.layers]
    assert activations.count(reference.gg_relu) == 3
    assert keras.activations.relu not in activations
    assert returned.get_layer("scores").activation is keras.activations.linear
    for before, after in zip(weights, returned.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_a_guided_model_gives_the_same_scores() -> None:
    model, image = small_network(), some_image()
    plain = model(image).numpy()
    guided = reference.replace_activation_layer_in_keras(
        model, keras.activations.relu, reference.gg_relu
    )
    np.testing.assert_array_equal(guided(image).numpy(), plain)


@pytest.mark.parametrize("class_index", [0, 1, 2])
def test_saliency_is_the_finite_difference_of_the_score(class_index: int) -> None:
    model, image = small_network(dtype="float64"), some_image(dtype="float64").numpy()
    saliency = reference.get_class_saliency(model, tf.constant(image), class_index).numpy()
    assert saliency.shape == (8, 6, 3)
    step = 1e-6
    for place in [(0, 0, 0), (3, 2, 1), (7, 5, 2), (4, 4, 0)]:
        moved = np.zeros_like(image)
        moved[(0, *place)] = step
        up, down = (model(image + sign * moved).numpy()[0, class_index] for sign in (1, -1))
        assert saliency[place] == pytest.approx((up - down) / (2 * step), rel=1e-6, abs=1e-9)


def test_channel_saliency_is_the_finite_difference_of_its_formula() -> None:
    model, image = small_network(dtype="float64"), some_image(dtype="float64").numpy()
    saliency = reference.get_saliency(model, tf.constant(image), "two").numpy()
    layer = keras.Model(model.input, model.get_layer("two").output)

    def f(pixels: np.ndarray) -> float:
        return float(layer(pixels).numpy()[0].max(axis=-1).sum())

    step = 1e-6
    for place in [(1, 1, 0), (3, 2, 1), (5, 4, 2)]:
        moved = np.zeros_like(image)
        moved[(0, *place)] = step
        difference = (f(image + moved) - f(image - moved)) / (2 * step)
        assert saliency[place] == pytest.approx(difference, rel=1e-6, abs=1e-9)


def test_grad_cam_is_its_formula_written_in_loops() -> None:
    model, image = small_network(), some_image()
    both = keras.Model(model.input, [model.get_layer("two").output, model.output])
    with tf.GradientTape() as tape:
        tape.watch(image)
        channels, scores = both(image)
        score = scores[0, 2]
    gradient = tape.gradient(score, channels).numpy()[0]
    channels = channels.numpy()[0]
    expected = np.zeros(channels.shape[:2])
    for k in range(channels.shape[-1]):
        expected += gradient[..., k].mean() * channels[..., k]
    cam = reference.grad_cam(model, image, 2, "two").numpy()
    np.testing.assert_allclose(cam, np.maximum(expected, 0), rtol=1e-5, atol=1e-7)
    assert cam.shape == (3, 2)


def test_grad_cam_of_a_linear_score_ignores_a_bias() -> None:
    model, image = small_network(), some_image()
    before = reference.grad_cam(model, image, 0, "two").numpy()
    top = model.get_layer("scores")
    top.bias.assign(top.bias + 100.0)
    np.testing.assert_array_equal(reference.grad_cam(model, image, 0, "two").numpy(), before)


def test_grad_cam_does_not_change_when_channels_are_relabelled() -> None:
    model, image = small_network(), some_image()
    before = reference.grad_cam(model, image, 1, "two").numpy()
    order = np.array([3, 0, 4, 1, 2])
    conv, dense = model.get_layer("two"), model.get_layer("three")
    kernel, bias = conv.get_weights()
    conv.set_weights([kernel[..., order], bias[order]])
    into, dense_bias = dense.get_weights()
    by_channel = into.reshape(-1, 5, into.shape[-1])[:, order]
    dense.set_weights([by_channel.reshape(into.shape), dense_bias])
    after = reference.grad_cam(model, image, 1, "two").numpy()
    np.testing.assert_allclose(after, before, rtol=1e-5, atol=1e-7)


def test_where_every_weight_is_negative_the_map_is_zero() -> None:
    model, image = small_network(), some_image()
    for name in ("three", "scores"):
        layer = model.get_layer(name)
        kernel, bias = layer.get_weights()
        sign = 1 if name == "three" else -1
        layer.set_weights([sign * np.abs(kernel), np.abs(bias)])
    cam = reference.grad_cam(model, image, 0, "two").numpy()
    assert not cam.any() and np.isfinite(cam).all()


def test_the_guided_gradient_is_never_negative_before_the_first_relu_from_the_top() -> None:
    guided = reference.replace_activation_layer_in_keras(
        small_network(), keras.activations.relu, reference.gg_relu
    )
    tail_input = keras.Input(guided.get_layer("three").input.shape[1:])
    tail = keras.Model(
        tail_input, guided.get_layer("scores")(guided.get_layer("three")(tail_input))
    )
    values = tf.abs(tf.random.normal((1, *tail_input.shape[1:]), seed=3))
    kernel = guided.get_layer("three").kernel.numpy()
    with tf.GradientTape() as tape:
        tape.watch(values)
        score = tail(values)[0, 0]
    gradient = tape.gradient(score, values).numpy()[0]
    # What the first guided ReLU passes is nonnegative, so its input's gradient is in the cone
    # of the kernel's columns.
    with tf.GradientTape() as tape:
        before_relu = tf.linalg.matmul(values, kernel) + guided.get_layer("three").bias
        tape.watch(before_relu)
        score = guided.get_layer("scores")(reference.gg_relu(before_relu))[0, 0]
    passed = tape.gradient(score, before_relu).numpy()[0]
    assert (passed >= 0).all()
    np.testing.assert_allclose(gradient, kernel @ passed, rtol=1e-4, atol=1e-6)


def test_saliency_is_linear_in_the_score() -> None:
    """The score of a class that is the sum of two others has the sum of their gradients."""
    model, image = small_network(), some_image()
    top = model.get_layer("scores")
    kernel, bias = top.get_weights()
    kernel[:, 2], bias[2] = kernel[:, 0] + kernel[:, 1], bias[0] + bias[1]
    top.set_weights([kernel, bias])
    one, two, both = (
        reference.get_class_saliency(model, image, index).numpy() for index in range(3)
    )
    np.testing.assert_allclose(one + two, both, rtol=1e-4, atol=1e-6)


def test_nothing_of_a_network_is_changed_by_explaining_it() -> None:
    model, image = small_network(), some_image()
    weights, scores = model.get_weights(), model(image).numpy()
    reference.get_class_saliency(model, image, 0)
    reference.get_saliency(model, image, "two")
    reference.grad_cam(model, image, 0, "two")
    np.testing.assert_array_equal(model(image).numpy(), scores)
    for before, after in zip(weights, model.get_weights(), strict=True):
        np.testing.assert_array_equal(before, after)


def test_the_embedded_network_is_vgg16_in_small() -> None:
    names = [layer.name for layer in load_network("demo").model.layers[1:]]
    convolutions = (2, 2, 3, 3, 3)
    expected = [
        f"block{block}_{kind}"
        for block, count in enumerate(convolutions, 1)
        for kind in (*(f"conv{number}" for number in range(1, count + 1)), "pool")
    ]
    assert names == [*expected, "flatten", "fc1", "fc2", "predictions"]
    model = load_network("demo").model
    assert model.get_layer("predictions").activation is keras.activations.linear
    relu = [getattr(layer, "activation", None) is keras.activations.relu for layer in model.layers]
    assert sum(relu) == 15
