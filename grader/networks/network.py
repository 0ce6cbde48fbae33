"""The networks that can be explained, each with its input size, preprocessing and class names.

Every network is loaded with its scores before softmax: the explanations are gradients of a class's
score, and a softmax would mix the other classes into it (Simonyan et al. 2014, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks import vgg16
from grader.networks.plain_form import plain_form
from grader.networks.randomness import random_layer
from grader.networks.rebuild import copy_of, unwatched
from grader.networks.spec import NetworkSpec
from grader.networks.unguided import guiding_note, is_guided
import keras
import numpy as np
from numpy.typing import NDArray

CAFFE_MEANS_BGR = (103.939, 116.779, 123.68)
SHOWN = 20


@dataclass(frozen=True)
class Network:
    """A Keras model, with what is needed to feed it and to read its output.

    `notes` say what was changed so that it can be explained, and which parts cannot be guided.
    """

    spec: NetworkSpec
    model: keras.Model
    notes: tuple[Message, ...] = ()

    @property
    def input_size(self) -> tuple[int, int]:
        """(height, width) of a scene, in pixels."""
        return self.spec.input_size

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """The classes' names, in the order of the network's outputs."""
        return self.spec.read_class_names(self.model.output_shape[-1])

    def copy(self) -> keras.Model:
        """A model of the same layers, names and weights; changing the copy does not change this
        one.
        """
        return copy_of(self.model)

    def find_layer(self, name: str) -> str:
        """`name`, if it is a layer with channels at positions, (1, h, w, K). Raises BadInput
        otherwise.
        """
        maps = [
            layer.name
            for layer in self.model.layers
            if len(layer.output.shape) == 4 and not isinstance(layer, keras.layers.InputLayer)
        ]
        if name not in maps:
            raise BadInput(
                Message(
                    "Network {name} has no convolutional layer {layer}.",
                    name=self.spec.name,
                    layer=repr(name),
                ),
                Message(
                    "Its convolutional layers end with: {layers}.", layers=", ".join(maps[-SHOWN:])
                ),
            )
        return name

    def map_shape(self, layer: str) -> tuple[int, int]:
        """(h, w) of a convolutional layer's output for a scene of the input size."""
        _, height, width, _ = self.model.get_layer(layer).output.shape
        return int(height), int(width)

    def preprocess(self, scene: NDArray[np.uint8]) -> NDArray[np.float32]:
        """Scene, (H, W, 3) RGB in 0..255, to the batch (1, H, W, 3) that the network takes."""
        return preprocess(scene, self.spec.preprocessing)

    def scores(self, scene: NDArray[np.uint8]) -> NDArray[np.float32]:
        """The score of each class, before softmax, (classes,).

        Raises BadInput for a network that gives probabilities instead.
        """
        scores: NDArray[np.float32] = np.asarray(self.model(self.preprocess(scene)))[0]
        if len(scores) > 1 and scores.min() >= 0 and abs(scores.sum() - 1) < 1e-4:
            raise BadInput(
                Message(
                    "Network {name} gives probabilities, but the assignment needs scores.",
                    name=self.spec.name,
                ),
                Message(
                    "Remove the softmax at its end, and save it again: "
                    "Dense(classes), without activation='softmax'."
                ),
            )
        return scores


def preprocess(scene: NDArray[np.uint8], how: str) -> NDArray[np.float32]:
    """Scene, (H, W, 3) RGB in 0..255, to a batch (1, H, W, 3), float32, by a named convention.

    `caffe`: BGR, minus ImageNet's channel means (VGG16, ResNet50). `tf`: RGB in -1..1.
    `torch`: RGB in 0..1, standardised by ImageNet's means. `none`: RGB in 0..255.
    """
    batch = scene.astype(np.float32)[None]
    if how == "caffe":
        return np.ascontiguousarray(batch[..., ::-1]) - np.array(CAFFE_MEANS_BGR, np.float32)
    if how == "tf":
        return batch / np.float32(127.5) - np.float32(1)
    if how == "torch":
        mean = np.array([0.485, 0.456, 0.406], np.float32)
        spread = np.array([0.229, 0.224, 0.225], np.float32)
        return (batch / np.float32(255) - mean) / spread
    return batch


def load_network(name: str = "demo") -> Network:
    """The network `demo`, `vgg16`, or the one described by a `.toml` file.

    The weights of VGG16 are downloaded the first time. Raises BadInput when there is no such
    network, when it cannot be read or downloaded, or when it is random.
    """
    spec = NetworkSpec.named(name)
    vgg16.fetch(spec)
    network = open_network(spec)
    _must_be_steady(network)
    return network


def open_to_be_guided(spec: NetworkSpec) -> Network:
    """The network of an assignment, whose weights may have to be downloaded.

    Raises BadInput where that is not possible, where the network has no ReLU, so that guided
    backpropagation would change nothing, and where it is random, so that it can have no golden.
    """
    vgg16.fetch(spec)
    network = open_network(spec)
    if not is_guided(network.model):
        raise BadInput(
            Message(
                "Network {name} does not suit this assignment: none of its layers is a ReLU.",
                name=spec.name,
            ),
            Message("Choose another network. {note}", note=network.notes[-1]),
        )
    _must_be_steady(network)
    return network


def _must_be_steady(network: Network) -> None:
    """Raises BadInput where a layer that cannot be left out is random. Keras's own
    VGG16 has none.
    """
    if network.spec.path is None:
        return
    noise = np.random.default_rng(0).integers(0, 256, (*network.input_size, 3), np.uint8)
    name = random_layer(network.model, network.preprocess(noise))
    if name:
        raise BadInput(
            Message(
                "Network {name} gives a different answer at every call: its "
                "layer {layer} is random.",
                name=network.spec.name,
                layer=name,
            ),
            Message(
                "Build it without that layer, or call the layer with training=False; copy the "
                "weights, and save it again."
            ),
        )


def open_network(spec: NetworkSpec) -> Network:
    """Load what `spec` describes. Raises BadInput with the remedy when that cannot be done."""
    with unwatched():
        model = vgg16.load(spec.file) if spec.path is None else _load_file(spec.file)
    try:
        plain = plain_form(model, spec.input_size)
    except (TypeError, ValueError) as error:  # layers that nobody has foreseen
        raise BadInput(
            Message(
                "Network {name} cannot be converted to one graph: {error}",
                name=spec.name,
                error=error,
            )
        ) from error
    except BadInput as error:
        raise BadInput(
            Message("Network {name}: {problem}", name=spec.name, problem=error.problem),
            error.remedy,
        ) from error
    note = guiding_note(plain.model)
    return Network(spec, plain.model, plain.notes if note is None else (*plain.notes, note))


def _load_file(path: Path) -> keras.Model:
    try:
        model = keras.saving.load_model(path, compile=False)
    except Exception as error:  # Keras raises whatever its readers raise
        raise BadInput(
            Message("{path} cannot be read as a Keras network: {error}", path=path, error=error),
            Message("It must be a file written by Keras 3's model.save('….keras')."),
        ) from error
    if not isinstance(model, keras.Model):
        raise BadInput(
            Message(
                "{path} holds a {name}, not a keras.Model.", path=path, name=type(model).__name__
            )
        )
    return model
