"""Randomising a network from the top down (Adebayo et al. 2018): what it has learnt is lost."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace
import itertools
import re

from grader.networks.network import Network
import keras


def stages(network: Network, seed: int) -> Iterator[tuple[str, Network]]:
    """From the scores down to the image, one more part at each stage: its name, and the network.

    A part is a block of convolutions, the fully connected layers before the scores, or a layer.
    """
    learnt = [layer.name for layer in network.model.layers if hasattr(layer, "kernel_initializer")]
    before = network
    for part, names in itertools.groupby(reversed(learnt), _part):
        before = replace(before, model=_randomised(before, set(names), seed))
        yield part, before


def _part(layer: str) -> str:
    found = re.match(r"(block\d+|fc)", layer)
    return found[1] if found else layer


def _randomised(network: Network, names: set[str], seed: int) -> keras.Model:
    """A copy in which the layers named begin anew: He et al. 2015 for the kernels, no bias."""
    copy = network.copy()
    for place, layer in enumerate(copy.layers):
        if layer.name in names:
            # A saved network does not always say how its weights began.
            fresh = keras.initializers.HeNormal(1000 * seed + place)
            layer.kernel.assign(fresh(layer.kernel.shape))
            if layer.use_bias:
                layer.bias.assign(keras.ops.zeros(layer.bias.shape))
    return copy
