"""The reference obeys the formulas it states, computed here by hand, and their identities."""

from __future__ import annotations

from cam_family import reference_solution as reference
from cam_family.given import activations_and_gradients
import cv2
import keras
import numpy as np
from numpy.typing import NDArray
import pytest

Floats = NDArray[np.floating]


@pytest.fixture(scope="module")
def pooled() -> keras.Model:
    """Two convolutions, a global average pooling and one dense layer."""
    keras.utils.set_random_seed(0)
    image = keras.Input((8, 6, 3))
    x = keras.layers.Conv2D(4, 3, activation="relu", padding="same", name="one")(image)
    x = keras.layers.Conv2D(5, 3, activation="relu", padding="same", name="two")(x)
    x = keras.layers.GlobalAveragePooling2D()(x)
    return keras.Model(image, keras.layers.Dense(3, bias_initializer="random_normal")(x))


@pytest.fixture(scope="module")
def image() -> Floats:
    return np.random.default_rng(1).normal(size=(1, 8, 6, 3)).astype(np.float32)


def some_activations(seed: int = 2, shape: tuple[int, ...] = (4, 5, 6)) -> tuple[Floats, Floats]:
    """Activations as after a ReLU, and gradients as before a pooling: most are zero."""
    rng = np.random.default_rng(seed)
    activations = np.maximum(rng.normal(size=shape), 0)
    gradients = rng.normal(size=shape) * (rng.random(shape) < 0.4)
    return activations.astype(np.float32), gradients.astype(np.float32)


def normalised(heat_map: Floats) -> Floats:
    return heat_map / np.abs(heat_map).max()


@pytest.mark.parametrize("index", [0, 1, 2])
def test_mean_of_the_map_and_bias_make_the_score(
    pooled: keras.Model, image: Floats, index: int
) -> None:
    heat_map = reference.class_activation_map(pooled, image, index)
    assert heat_map.shape == (8, 6)
    bias = float(pooled.layers[-1].bias.numpy()[index])
    assert heat_map.mean() + bias == pytest.approx(float(pooled(image)[0, index]), abs=1e-5)


def test_cam_is_signed(pooled: keras.Model, image: Floats) -> None:
    maps = [reference.class_activation_map(pooled, image, index) for index in range(3)]
    assert min(heat_map.min() for heat_map in maps) < 0 < max(each.max() for each in maps)


def test_grad_cam_of_a_pooled_network_is_its_cam(pooled: keras.Model, image: Floats) -> None:
    activations, gradients = activations_and_gradients(pooled, image, 1, "two")
    grad_cam = activations @ gradients.mean(axis=(0, 1))
    cam = reference.class_activation_map(pooled, image, 1)
    np.testing.assert_allclose(grad_cam, cam / cam.size, atol=1e-6)


def test_grad_cam_plus_plus_is_equation_19() -> None:
    activations, gradients = some_activations()
    expected = np.zeros(activations.shape[:2])
    for k in range(activations.shape[2]):
        total, weight = activations[..., k].sum(), 0.0
        for g in gradients[..., k].ravel().astype(np.float64):
            alpha = g**2 / (2 * g**2 + total * g**3) if g else 0.0
            weight += alpha * max(g, 0.0)
        expected += weight * activations[..., k]
    heat_map = reference.grad_cam_plus_plus(activations, gradients)
    np.testing.assert_allclose(heat_map, np.maximum(expected, 0), rtol=1e-4)


def test_alpha_of_a_positive_gradient_has_no_pole() -> None:
    activations, gradients = some_activations(3)
    positive = np.maximum(gradients, 0)
    weights = (positive / (2 + activations.sum(axis=(0, 1)) * positive)).sum(axis=(0, 1))
    heat_map = reference.grad_cam_plus_plus(activations, gradients)
    np.testing.assert_allclose(heat_map, activations @ weights, rtol=1e-4)


def test_zero_gradients_are_divided_by_nothing() -> None:
    activations, gradients = some_activations()
    assert (gradients == 0).mean() > 0.5
    with np.errstate(all="raise"):
        assert np.isfinite(reference.grad_cam_plus_plus(activations, gradients)).all()
        assert not reference.grad_cam_plus_plus(activations, 0 * gradients).any()


def test_layer_cam_weighs_each_activation_by_its_own_positive_gradient() -> None:
    activations, gradients = some_activations()
    rows, columns, count = activations.shape
    expected = [
        [
            sum(activations[i, j, k] * max(gradients[i, j, k], 0) for k in range(count))
            for j in range(columns)
        ]
        for i in range(rows)
    ]
    np.testing.assert_allclose(reference.layer_cam(activations, gradients), expected, rtol=1e-5)


@pytest.mark.parametrize(("patch", "stride"), [(3, 2), (2, 2), (4, 1), (6, 5)])
def test_drop_of_a_linear_network_is_what_the_patch_adds(
    image: Floats, patch: int, stride: int
) -> None:
    weights = np.random.default_rng(5).normal(size=(8, 6, 3))

    def linear(batch: Floats) -> Floats:
        score = (batch * weights).sum(axis=(1, 2, 3))
        return np.stack([0 * score, score], axis=1)

    drops = reference.occlusion(linear, image, 1, patch, stride)
    tops, lefts = range(0, 8 - patch + 1, stride), range(0, 6 - patch + 1, stride)
    assert drops.shape == (len(tops), len(lefts))
    added = (image[0] * weights).sum(axis=-1)
    expected = [[added[t : t + patch, x : x + patch].sum() for x in lefts] for t in tops]
    np.testing.assert_allclose(drops, expected, rtol=1e-4, atol=1e-5)


def test_occlusion_leaves_the_image_as_it_was(image: Floats) -> None:
    before = image.copy()
    reference.occlusion(lambda batch: batch.sum(axis=(1, 2)), image, 0, 3, 3)
    np.testing.assert_array_equal(image, before)


def test_each_mask_goes_from_zero_to_one() -> None:
    activations, _ = some_activations()
    activations += 0.5
    masks = reference.score_cam_masks(activations, (20, 33))
    assert masks.shape == (20, 33, 6)
    np.testing.assert_array_equal(masks.min(axis=(0, 1)), 0)
    np.testing.assert_allclose(masks.max(axis=(0, 1)), 1, rtol=1e-6)


def test_mask_of_a_channel_that_sees_nothing_is_zero() -> None:
    activations, _ = some_activations()
    activations[..., 2] = 0
    with np.errstate(all="raise"):
        masks = reference.score_cam_masks(activations, (12, 15))
    assert not masks[..., 2].any()


def test_at_odd_multiples_a_mask_is_the_same_in_either_order() -> None:
    activations, _ = some_activations()
    lowest, spread = activations.min(axis=(0, 1)), np.ptp(activations, axis=(0, 1))
    stretched = cv2.resize((activations - lowest) / spread, (7 * 5, 5 * 4))
    masks = reference.score_cam_masks(activations, (5 * 4, 7 * 5))
    np.testing.assert_allclose(masks, stretched, atol=1e-6)


def test_score_cam_weighs_channels_by_the_softmax_of_their_scores() -> None:
    activations, _ = some_activations()
    scores = np.array([-3.0, 2.0, 0.5, 90.0, 89.0, 1.0], np.float32)
    shares = np.exp(scores.astype(np.float64)) / np.exp(scores.astype(np.float64)).sum()
    heat_map = reference.score_cam(activations, scores)
    np.testing.assert_allclose(heat_map, activations @ shares, rtol=1e-4)
    np.testing.assert_allclose(reference.score_cam(activations, scores + 7), heat_map, rtol=1e-4)


def test_box_is_that_of_the_largest_part_and_half_open() -> None:
    heat_map = np.zeros((9, 12), np.float32)
    heat_map[0, 0] = 10  # the hottest
    heat_map[4:6, 5:9] = 4  # the largest
    heat_map[8, 11] = 1.9  # below a fifth of the maximum
    assert reference.bounding_box(heat_map, 0.2) == (5, 4, 9, 6)
    assert reference.bounding_box(heat_map, 0.5) == (0, 0, 1, 1)


def test_threshold_is_a_share_of_the_maximum_and_not_of_the_range() -> None:
    heat_map = np.full((4, 4), -10, np.float32)
    heat_map[1, 1:3] = 1, 0.5
    assert reference.bounding_box(heat_map, 0.5) == (1, 1, 3, 2)


@pytest.mark.parametrize("value", [0, -1])
def test_box_of_a_map_without_a_positive_value_is_empty(value: int) -> None:
    assert reference.bounding_box(np.full((5, 6), value, np.float32), 0.2) == (0, 0, 0, 0)
