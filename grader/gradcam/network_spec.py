"""What is declared about a network: where it lies, how scenes are fed to it, what its outputs mean.

Kept apart from `networks`, which loads it: the grader's own process declares networks, and never
needs TensorFlow.
"""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from grader.errors import BadInput
from grader.toml import read_toml, validated
from pydantic import BaseModel, ConfigDict, PositiveInt

DATA = Path(__file__).parents[2] / "data"


class NetworkSpec(BaseModel):
    """A network as it is declared in `[network]` of an assignment, or in a file of its own.

    `path` is a Keras 3 `.keras` file, or None for Keras's own VGG16; `input_size` is (height,
    width); `class_names` a text file with a name a line, in the order of the outputs; `layer` the
    convolutional layer that is explained where nothing else is asked.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    name: str
    path: Path | None = None
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
            return cls(
                name="vgg16", input_size=(224, 224), preprocessing="caffe", layer="block5_conv3"
            )
        path = Path(name)
        if path.suffix == ".keras":
            path = path.with_suffix(".toml")
        if path.suffix != ".toml":
            raise BadInput(
                f"There is no network named {name!r}.",
                "Use demo, vgg16, or the path of a .keras file with a .toml of the same name "
                "beside it that declares its input_size, preprocessing and layer.",
            )
        return cls.read(path)

    @classmethod
    def read(cls, path: Path) -> NetworkSpec:
        """The spec in a TOML file, whose paths are relative to it. Raises BadInput."""
        return cls.parse(read_toml(path), path)

    @classmethod
    def parse(cls, table: dict[str, object], source: Path) -> NetworkSpec:
        """The spec in a TOML table read from `source`. Raises BadInput."""
        spec = validated(cls, {"name": source.stem, **table}, source)
        beside = source.resolve().parent
        return spec.model_copy(
            update={
                "path": beside / spec.path if spec.path else None,
                "class_names": beside / spec.class_names if spec.class_names else None,
            }
        )

    @property
    def is_bgr(self) -> bool:
        """Whether the network's images, and so their gradients, are blue, green, red."""
        return self.preprocessing == "caffe"

    def read_class_names(self, count: int) -> tuple[str, ...]:
        """The `count` classes' names; numbers where none are declared. Raises BadInput."""
        if self.class_names is None:
            return tuple(f"class {index}" for index in range(count))
        try:
            names = self.class_names.read_text("utf-8").splitlines()
        except OSError as error:
            problem = f"The class names of network {self.name} cannot be read: {error}."
            raise BadInput(problem) from error
        if len(names) != count:
            raise BadInput(
                f"{self.class_names} names {len(names)} classes, the network has {count} outputs.",
                "It must hold one name a line, in the order of the outputs.",
            )
        return tuple(names)
