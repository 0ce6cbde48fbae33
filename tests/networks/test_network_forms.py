"""However a network is built: the reference explains it, or a warning says what it cannot."""

from __future__ import annotations

from pathlib import Path

from grader.networks.network import Network
from grader.networks.plain_form import plain_form
from grader.networks.spec import NetworkSpec
from grader.networks.unguided import guiding_note
import keras
import numpy as np
import pytest
import tensorflow as tf

import reference_solution as reference
from tests.networks.network_forms import CLASSES, GUIDED, HEIGHT, UNGUIDED, WIDTH, Form


def opened(form: Form) -> tuple[Network, keras.Model]:
    """A network in its plain form, and as it was built."""
    keras.utils.set_random_seed(4)
    original = form.build()
    keras.utils.set_random_seed(4)
    model = form.build()
    size = (64, 48) if "residual" in form.build.__name__ else (HEIGHT, WIDTH)
    spec = NetworkSpec(
        name="mine", path=Path("mine.keras"), input_size=size, preprocessing="tf", layer=form.layer
    )
    plain = plain_form(model, size)
    return Network(spec, plain.model, plain.notes), original


def a_scene(network: Network) -> np.ndarray:
    return np.random.default_rng(3).integers(0, 256, (*network.input_size, 3)).astype(np.uint8)


@pytest.mark.parametrize("name", GUIDED)
class TestGuidedForm:
    def test_scores_are_those_of_the_network_before_its_softmax(self, name: str) -> None:
        network, original = opened(GUIDED[name])
        scene = a_scene(network)
        scores, before = network.scores(scene), np.asarray(original(network.preprocess(scene)))[0]
        if name in ("inside", "mixed_precision", "nested") or name.startswith("sequential"):
            scores = np.exp(scores - scores.max()) / np.exp(scores - scores.max()).sum()
        tolerance = 1e-2 if name == "mixed_precision" else 1e-5
        np.testing.assert_allclose(scores, before, rtol=tolerance, atol=tolerance)

    def test_guiding_changes_the_gradient_and_nothing_else(self, name: str) -> None:
        network, _ = opened(GUIDED[name])
        image = tf.constant(network.preprocess(a_scene(network)))
        guided = reference.replace_activation_layer_in_keras(
            network.copy(), keras.activations.relu, reference.gg_relu
        )
        np.testing.assert_array_equal(guided(image), network.model(image))
        for index in range(CLASSES):
            plain, other = (
                reference.get_class_saliency(model, image, index).numpy()
                for model in (network.model, guided)
            )
            assert plain.shape == (*network.input_size, 3)
            assert np.abs(other - plain).max() > 0.05 * np.abs(plain).max() > 0
        seen = reference.get_saliency(guided, image, network.spec.layer).numpy()
        assert np.isfinite(seen).all() and seen.any()
        assert guiding_note(network.model) is None

    def test_grad_cam_is_its_formula_written_in_loops(self, name: str) -> None:
        network, _ = opened(GUIDED[name])
        image = tf.constant(network.preprocess(a_scene(network)))
        layer = network.find_layer(network.spec.layer)
        both = keras.Model(
            network.model.input, [network.model.get_layer(layer).output, network.model.output]
        )
        for index in range(CLASSES):
            with tf.GradientTape() as tape:
                maps, scores = both(image)
                tape.watch(maps)
                maps, scores = both(image)
                score = scores[0, index]
            gradient = tape.gradient(score, maps).numpy()[0]
            expected = np.zeros(maps.shape[1:3])
            for k in range(maps.shape[-1]):
                expected += gradient[..., k].mean() * maps.numpy()[0, ..., k]
            cam = reference.grad_cam(network.model, image, index, layer).numpy()
            assert cam.shape == network.map_shape(layer)
            scale = np.abs(expected).max()
            np.testing.assert_allclose(cam, np.maximum(expected, 0), rtol=1e-4, atol=1e-5 * scale)


@pytest.mark.parametrize("name", UNGUIDED)
def test_what_cannot_be_guided_is_named(name: str) -> None:
    network, _ = opened(UNGUIDED[name])
    note = str(guiding_note(network.model))
    assert note.startswith("Warning: none of")
    assert f"({name})" in note
