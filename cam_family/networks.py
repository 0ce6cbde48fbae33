"""The two networks of this assignment: one trunk, and two heads on it.

The network that the assignment names ends in dense layers, as VGG16 does. CAM needs one that ends
in a global average pooling and one dense layer: that is the second head, on the last convolutional
layer of the same trunk, whose few weights are in a file of their own (`cam_family.train_heads`).
"""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
import zipfile

from cam_family.objects import HEAD
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.networks.network import Network, open_network
from grader.networks.spec import NetworkSpec
import keras
import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Head:
    """A dense layer on the means of a layer's channels.

    `layer` is the layer's name, `kernel` (K, classes) and `bias` (classes,), float32.
    """

    layer: str
    kernel: NDArray[np.float32]
    bias: NDArray[np.float32]

    @classmethod
    def read(cls, path: Path = HEAD) -> Head:
        """The head in a file that `write` wrote. Raises BadInput."""
        try:
            with np.load(path, allow_pickle=False) as arrays:
                return cls(str(arrays["layer"]), arrays["kernel"], arrays["bias"])
        except (OSError, KeyError, ValueError, zipfile.BadZipFile) as error:
            raise BadInput(
                Message(
                    "{path} cannot be read as the head of a CAM network: {error}.",
                    path=path,
                    error=error,
                ),
                Message("Make it again: python -m cam_family.train_heads."),
            ) from error

    def write(self, path: Path) -> None:
        """Write it, uncompressed: the same weights make the same file."""
        np.savez(path, layer=self.layer, kernel=self.kernel, bias=self.bias)

    def put_on(self, trunk: keras.Model) -> keras.Model:
        """A model of the trunk's layers up to `layer`, and this head; it shares their weights.

        Raises BadInput where the layer is missing or has another number of channels.
        """
        channels, classes = self.kernel.shape
        found = [layer for layer in trunk.layers if layer.name == self.layer]
        if not found or found[0].output.shape[-1] != channels:
            raise BadInput(
                Message(
                    "The head of the CAM network expects a layer {layer} of {channels} channels, "
                    "but the network {network} has none.",
                    layer=self.layer,
                    channels=channels,
                    network=trunk.name,
                ),
                Message("Fit a head to it: python -m cam_family.train_heads."),
            )
        pooled = keras.layers.GlobalAveragePooling2D(name="mean_of_channels")(found[0].output)
        dense = keras.layers.Dense(classes, name="scores")
        scores = dense(pooled)
        dense.set_weights([self.kernel, self.bias])
        return keras.Model(trunk.input, scores, name="cam_network")


@dataclass(frozen=True)
class Networks:
    """The network that is explained, and its twin that ends in global average pooling."""

    network: Network
    pooled: keras.Model

    @classmethod
    def open(cls, spec: NetworkSpec, head: Path = HEAD) -> Networks:
        """Load both; they share the weights of the trunk. Raises BadInput."""
        network = open_network(spec)
        return cls(network, Head.read(head).put_on(network.copy()))
