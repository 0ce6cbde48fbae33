"""What is declared about a network: its file, how scenes are fed to it, what its outputs mean.

Kept apart from `networks`, which loads it: the grader's own process declares networks, and never
needs TensorFlow.
"""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Literal

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.text import Message
from grader.core.toml import read_toml, validated
from pydantic import BaseModel, ConfigDict, PositiveInt

DATA = ROOT / "data"
VGG16_WEIGHTS = "vgg16_weights_tf_dim_ordering_tf_kernels.h5"
IMAGENET_CLASSES = "imagenet_class_index.json"
"""Files that Keras downloads."""

GET_VGG16 = Message(
    "Connect to the internet once and run: python student_template.py --network vgg16. Or copy "
    "{file} to ~/.keras/models (or to models/ in $KERAS_HOME).",
    file=VGG16_WEIGHTS,
)


def keras_file(name: str) -> Path:
    """The path of a file that Keras downloads, whether or not it is there yet."""
    return Path(os.environ.get("KERAS_HOME") or Path.home() / ".keras") / "models" / name


class NetworkSpec(BaseModel):
    """A network as it is declared in `[network]` of an assignment, or in a file of its own.

    `path` is a Keras 3 `.keras` file, or None for Keras's own VGG16, whose weights are then in the
    HDF5 file `weights`; `input_size` is (height, width); `class_names` a text file with one name
    per line, in the order of the outputs, or Keras's index of ImageNet's classes; `layer` the
    convolutional layer that is explained by default.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    path: Path | None = None
    weights: Path | None = None
    input_size: tuple[PositiveInt, PositiveInt]
    preprocessing: Literal["caffe", "tf", "torch", "none"]
    class_names: Path | None = None
    layer: str

    @classmethod
    def named(cls, name: str) -> NetworkSpec:
        """The spec of `demo`, `vgg16`, or of a `.toml` file, or of a `.keras` file beside one.

        Raises BadInput for any other name, and for a file that does not declare a network.
        """
        if name == "demo":
            return cls.read(DATA / "demo_network.toml")
        if name == "vgg16":
            return cls.vgg16()
        path = Path(name)
        if path.suffix == ".keras":
            path = path.with_suffix(".toml")
        if path.suffix != ".toml":
            raise BadInput(
                Message("There is no network named {name}.", name=repr(name)),
                Message(
                    "Use demo, vgg16, or the path of a .keras file with a .toml "
                    "of the same name beside it that declares its input_size, "
                    "preprocessing and layer."
                ),
            )
        return cls.read(path)

    @classmethod
    def vgg16(cls) -> NetworkSpec:
        """Keras's own VGG16; its classes have names once Keras has downloaded their index."""
        classes = keras_file(IMAGENET_CLASSES)
        return cls(
            name="vgg16",
            weights=keras_file(VGG16_WEIGHTS),
            input_size=(224, 224),
            preprocessing="caffe",
            class_names=classes if classes.is_file() else None,
            layer="block5_conv3",
        )

    @classmethod
    def read(cls, path: Path) -> NetworkSpec:
        """The spec in a TOML file, whose paths are relative to it. Raises BadInput."""
        return cls.parse(read_toml(path), path)

    @classmethod
    def parse(cls, table: dict[str, object], source: Path) -> NetworkSpec:
        """The spec in a TOML table read from `source`. Raises BadInput."""
        spec = validated(cls, {"name": source.stem, **table}, source)
        if (spec.path is None) == (spec.weights is None):
            raise BadInput(
                Message(
                    "{source} must declare either the path of a network or the weights of VGG16.",
                    source=source,
                ),
                Message('For Keras\'s own VGG16, write network = "vgg16" in the assignment.'),
            )
        beside = source.resolve().parent
        files = {"path": spec.path, "weights": spec.weights, "class_names": spec.class_names}
        found = {name: beside / file for name, file in files.items() if file is not None}
        return spec.model_copy(update=found)

    @property
    def file(self) -> Path:
        """The file that the network is read from. Raises BadInput where it does not exist."""
        file = self.path or self.weights
        if file is None or not file.is_file():
            raise BadInput(
                Message(
                    "Network {name} should be in {file}, but there is no such file.",
                    name=self.name,
                    file=file,
                ),
                GET_VGG16 if self.is_from_keras else Message("Check the path in its .toml."),
            )
        return file

    @property
    def is_from_keras(self) -> bool:
        """Whether it is Keras's own, which is downloaded rather than handed out."""
        return self.weights == keras_file(VGG16_WEIGHTS)

    @property
    def is_bgr(self) -> bool:
        """Whether the channels of the network's images, and so of their gradients, are blue, green,
        red.
        """
        return self.preprocessing == "caffe"

    def read_class_names(self, count: int) -> tuple[str, ...]:
        """The names of the `count` classes; numbers where none are declared. Raises BadInput."""
        if self.class_names is None:
            return tuple(f"class {index}" for index in range(count))
        try:
            text = self.class_names.read_text("utf-8")
            names = _of_index(text) if self.class_names.suffix == ".json" else text.splitlines()
        except (OSError, ValueError, LookupError, TypeError) as error:
            raise BadInput(
                Message(
                    "The class names of network {name} cannot be read: {error}.",
                    name=self.name,
                    error=error,
                )
            ) from error
        if len(names) != count:
            raise BadInput(
                Message(
                    "{class_names} names {names} classes, but the network has {count} outputs.",
                    class_names=self.class_names,
                    names=len(names),
                    count=count,
                ),
                Message("It must hold one name per line, in the order of the outputs."),
            )
        return tuple(names)


def _of_index(text: str) -> list[str]:
    """The names in Keras's index: {"0": ["n01440764", "tench"], …}."""
    index = json.loads(text)
    return [str(index[str(number)][1]).replace("_", " ") for number in range(len(index))]
