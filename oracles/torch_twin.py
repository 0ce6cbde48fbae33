"""The embedded network in PyTorch: the same layers, under the same names, with the same weights."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Iterator

import keras
import numpy as np
from numpy.typing import NDArray
import torch
from torch import nn

RELU = "_relu"
"""Added to the name of a layer for its ReLU: captum guides modules, each used once."""


class ChannelsLast(nn.Module):
    """Keras flattens rows, columns, channels; PyTorch channels, rows, columns."""

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """(N, K, h, w) to (N, h, w, K)."""
        return maps.permute(0, 2, 3, 1)


class StrongestChannels(nn.Module):
    """What `get_saliency` differentiates, as a score: sum over positions of the maximum channel."""

    def forward(self, maps: torch.Tensor) -> torch.Tensor:
        """(N, K, h, w) to (N, 1)."""
        return maps.amax(dim=1).sum(dim=(1, 2))[:, None]


def twin(model: keras.Model) -> nn.Sequential:
    """A PyTorch copy. Raises TypeError for a layer that the embedded network does not have."""
    modules = OrderedDict(part for layer in model.layers[1:] for part in _parts(layer))
    return nn.Sequential(modules).eval()


def up_to(net: nn.Sequential, layer: str) -> nn.Sequential:
    """The network's modules up to a layer's ReLU, and the score of its strongest channels."""
    names = [name for name, _ in net.named_children()]
    return nn.Sequential(*list(net)[: names.index(layer + RELU) + 1], StrongestChannels())


def to_torch(batch: NDArray[np.float32]) -> torch.Tensor:
    """(N, H, W, 3) to (N, 3, H, W)."""
    return torch.tensor(np.ascontiguousarray(batch.transpose(0, 3, 1, 2)))


def from_torch(maps: torch.Tensor) -> NDArray[np.float32]:
    """(1, K, H, W) to (H, W, K)."""
    array: NDArray[np.float32] = maps.detach().numpy()[0].transpose(1, 2, 0)
    return array


def _parts(layer: keras.layers.Layer) -> Iterator[tuple[str, nn.Module]]:
    if isinstance(layer, keras.layers.Conv2D):
        yield layer.name, _with_weights(_convolution(layer), layer, (3, 2, 0, 1))
    elif isinstance(layer, keras.layers.Dense):
        rows, columns = layer.kernel.shape
        yield layer.name, _with_weights(nn.Linear(rows, columns), layer, (1, 0))
    elif isinstance(layer, keras.layers.MaxPooling2D):
        yield layer.name, nn.MaxPool2d(layer.pool_size, layer.strides)
    elif isinstance(layer, keras.layers.Flatten):
        yield layer.name + "_order", ChannelsLast()
        yield layer.name, nn.Flatten()
    else:
        raise TypeError(f"{layer.name} is a {type(layer).__name__}, which has no twin yet")
    if getattr(layer, "activation", None) is keras.activations.relu:
        yield layer.name + RELU, nn.ReLU()


def _convolution(layer: keras.layers.Conv2D) -> nn.Conv2d:
    into, out = layer.kernel.shape[2:]
    return nn.Conv2d(into, out, layer.kernel_size, layer.strides, padding=layer.padding)


def _with_weights(
    module: nn.Module, layer: keras.layers.Layer, order: tuple[int, ...]
) -> nn.Module:
    kernel, bias = layer.get_weights()
    with torch.no_grad():
        module.weight.copy_(torch.tensor(np.ascontiguousarray(kernel.transpose(order))))
        module.bias.copy_(torch.tensor(bias))
    return module
