"""Saving a network so that older releases of Keras 3 can read it, too.

Keras writes every setting of every layer, and refuses to read one that it does not know yet: those
that came after 3.12, the last release for Python 3.10, are left out.
"""

from __future__ import annotations

import io
import json
from pathlib import Path
from typing import Any
import zipfile

import keras

TOO_NEW = ("quantization_config", "input_axes", "output_axes")


def save(network: keras.Model, path: Path) -> None:
    """Write `network` as a `.keras` file without settings that nothing needs."""
    for layer in network.layers:
        if hasattr(layer, "kernel_initializer"):
            # A generator of seeds is not read by older releases. A clone's weights are to be
            # random all the same: whoever forgets to copy them is to see noise.
            layer.kernel_initializer = keras.initializers.HeNormal(seed=0)
    network.save(path)
    with zipfile.ZipFile(path) as saved:
        files = {name: saved.read(name) for name in saved.namelist()}
    config = _without(json.loads(files["config.json"]))
    files["config.json"] = json.dumps(config).encode()
    with io.BytesIO() as written:
        with zipfile.ZipFile(written, "w") as archive:
            for name, content in files.items():
                archive.writestr(zipfile.ZipInfo(name), content)
        path.write_bytes(written.getvalue())


def _without(config: Any) -> Any:
    if isinstance(config, dict):
        return {name: _without(value) for name, value in config.items() if name not in TOO_NEW}
    return [_without(value) for value in config] if isinstance(config, list) else config
