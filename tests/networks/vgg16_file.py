"""A file of weights for VGG16 as Keras downloads one; they are seeded, and not trained."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import h5py
import numpy as np

CONVOLUTIONS = ((64, 2), (128, 2), (256, 3), (512, 3), (512, 3))
DENSE = (("fc1", 4096), ("fc2", 4096), ("predictions", 1000))


def write_vgg16(path: Path, seed: int = 0) -> None:
    """Write He-initialised weights, in the layout of the file that Keras downloads."""
    rng = np.random.default_rng(seed)
    with h5py.File(path, "w") as file:
        names = []
        for name, shape in kernels():
            group = file.create_group(name)
            spread = np.float32(np.sqrt(2 / np.prod(shape[:-1])))
            values = {
                f"{name}_W_1:0": rng.standard_normal(shape, np.float32) * spread,
                f"{name}_b_1:0": rng.standard_normal(shape[-1:], np.float32) * np.float32(0.05),
            }
            for weight, value in values.items():
                group.create_dataset(weight, data=value)
            group.attrs["weight_names"] = [weight.encode() for weight in values]
            names.append(name.encode())
        file.attrs["layer_names"] = names


def kernels() -> Iterator[tuple[str, tuple[int, ...]]]:
    """The name and the kernel's shape of each layer with weights."""
    into = 3
    for block, (channels, count) in enumerate(CONVOLUTIONS, 1):
        for number in range(1, count + 1):
            yield f"block{block}_conv{number}", (3, 3, into, channels)
            into = channels
    into *= 7 * 7
    for name, units in DENSE:
        yield name, (into, units)
        into = units
