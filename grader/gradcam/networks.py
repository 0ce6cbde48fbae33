"""The networks that can be explained, each with its input size, preprocessing and class names.

Every network is loaded with its scores before softmax: the explanations are gradients of a class's
score, and a softmax would mix the other classes into it (Simonyan et al. 2014, section 3).
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from grader.errors import BadInput
from grader.gradcam.network_spec import NetworkSpec
import grader.gradcam.quiet_tensorflow  # noqa: F401  (before Keras, which imports it)
import keras
import numpy as np
from numpy.typing import NDArray

CAFFE_MEANS_BGR = (103.939, 116.779, 123.68)


@dataclass(frozen=True)
class Network:
    """A Keras model and what is needed to feed it and to read its answer."""

    spec: NetworkSpec
    model: keras.Model

    @property
    def input_size(self) -> tuple[int, int]:
        """(height, width) of a scene, in pixels."""
        return self.spec.input_size

    @cached_property
    def class_names(self) -> tuple[str, ...]:
        """The classes' names, in the order of the network's outputs."""
        return self.spec.read_class_names(self.model.output_shape[-1])

    def copy(self) -> keras.Model:
        """A model of the same layers, names and weights that shares nothing with this one."""
        copy = keras.models.clone_model(self.model)
        copy.set_weights(self.model.get_weights())
        return copy

    def find_layer(self, name: str) -> str:
        """`name`, if it is a layer with channels at positions. Raises BadInput otherwise."""
        maps = [layer.name for layer in self.model.layers if len(layer.output.shape) == 4]
        if name not in maps:
            raise BadInput(
                f"Network {self.spec.name} has no convolutional layer {name!r}.",
                f"Its layers are {', '.join(maps)}.",
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
        """The score of each class, before softmax, (classes,)."""
        scores: NDArray[np.float32] = np.asarray(self.model(self.preprocess(scene)))[0]
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

    Raises BadInput when there is no such network, or when it cannot be read or downloaded.
    """
    return open_network(NetworkSpec.named(name))


def open_network(spec: NetworkSpec) -> Network:
    """Load what `spec` describes. Raises BadInput with the remedy when that cannot be done."""
    model = _load_vgg16() if spec.path is None else _load_file(spec.path)
    return Network(spec, model)


def _load_file(path: Path) -> keras.Model:
    if not path.is_file():
        raise BadInput(f"There is no network at {path}.", "Check the path, or use --network demo.")
    try:
        return keras.saving.load_model(path, compile=False)
    except Exception as error:  # Keras raises whatever its readers raise
        raise BadInput(
            f"{path} cannot be read as a Keras network: {error}",
            "It must be a file written by Keras 3's model.save('….keras').",
        ) from error


def _load_vgg16() -> keras.Model:
    try:
        return keras.applications.VGG16(weights="imagenet", classifier_activation=None)
    except Exception as error:  # urllib, checksum and h5py errors alike
        raise BadInput(
            f"VGG16's weights could neither be found nor downloaded: {error}",
            "Connect to the internet once, or copy vgg16_weights_tf_dim_ordering_tf_kernels.h5 to "
            "~/.keras/models (or to models/ below $KERAS_HOME), or use --network demo.",
        ) from error
