"""A real ImageNet network, SqueezeNet, on the Grad-CAM paper's picture of a dog and a cat.

python -m benchmarks.real_network FOLDER     # with squeezenet.keras, synset_words.txt, cat_dog.jpg

The photograph, 640 x 480, is brought to the network's 227 x 227 by averaging (cv2.INTER_AREA), as
the demo network's training and scenes are. OpenCV's default, INTER_LINEAR, leaves out pixels where
it shrinks, and fur aliases to texture that is not there: the ranks of the classes show it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
import json
from pathlib import Path
import tempfile
from typing import Annotated

import cv2
from grader.gradcam.explain import Blanks, Explanation
from grader.gradcam.pictures import guided_grad_cam, resize_map
from grader.networks.network import Network, load_network
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf
import typer

from benchmarks.figures import RESULTS
from benchmarks.measured import Measured, of_this_machine
import reference_solution as reference
from training.pixels import resized

SIZE = 227
BLANKS = Blanks(
    reference.gg_relu,
    reference.replace_activation_layer_in_keras,
    reference.get_class_saliency,
    reference.get_saliency,
    reference.grad_cam,
)


@dataclass(frozen=True)
class Animal:
    """A class, and where it is in the picture: rows and columns of the 227 x 227 pixels."""

    class_index: int
    name: str
    rows: slice
    columns: slice

    def holds(self, row: int, column: int) -> bool:
        """Whether a pixel lies in its box."""
        within = self.rows.start <= row < self.rows.stop
        return within and self.columns.start <= column < self.columns.stop

    def share(self, picture: NDArray[np.floating]) -> float:
        """How much of a picture's energy, its squares' sum, lies in its box."""
        energy = np.square(picture, dtype=np.float64)
        return float(energy[self.rows, self.columns].sum() / energy.sum())


DOG = Animal(243, "bull mastiff", slice(10, 141), slice(80, 166))
CAT = Animal(282, "tiger cat", slice(125, 226), slice(45, 191))
ANIMALS = {"dog": DOG, "cat": CAT}


def declared(real: Path, folder: Path) -> Path:
    """The network's .toml, written into a folder with the scene, `cat_dog.png`, beside it."""
    scene = picture(real, cv2.INTER_AREA)
    cv2.imwrite(str(folder / "cat_dog.png"), np.ascontiguousarray(scene[..., ::-1]))
    files = {"path": "squeezenet.keras", "class_names": "synset_words.txt"}
    lines = [f"{key} = {json.dumps(str((real / name).resolve()))}" for key, name in files.items()]
    lines += [f"input_size = [{SIZE}, {SIZE}]", 'preprocessing = "caffe"', 'layer = "fire9_concat"']
    (folder / "mine.toml").write_text("\n".join(lines))
    return folder / "mine.toml"


def picture(real: Path, how: int) -> NDArray[np.uint8]:
    """The photograph at the network's size, (227, 227, 3) RGB, by one of OpenCV's ways."""
    photograph = np.asarray(cv2.imread(str(real / "cat_dog.jpg")), np.uint8)
    return np.ascontiguousarray(resized(photograph, SIZE, SIZE, how)[..., ::-1])


def rank(network: Network, scene: NDArray[np.uint8], animal: Animal) -> int:
    """The place of an animal's class among all; 1 is the best."""
    scores = network.scores(scene)
    return int((scores > scores[animal.class_index]).sum()) + 1


def explanation(network: Network, scene: NDArray[np.uint8], animal: Animal) -> Explanation:
    """The reference's answers for an animal."""
    image = tf.constant(network.preprocess(scene))
    return Explanation(BLANKS, network, image, animal.class_index, network.spec.layer)


def maximum(asked: Explanation) -> tuple[int, int]:
    """Row and column of Grad-CAM's maximum, at the size of the picture."""
    heat = resize_map(asked.activation_map, (SIZE, SIZE))
    row, column = np.unravel_index(heat.argmax(), heat.shape)
    return int(row), int(column)


def arrays(asked: Explanation) -> Mapping[str, NDArray[np.floating]]:
    """What is compared for its energy, by the name it is printed under."""
    saliency, channels = asked.class_saliency(asked.guided), asked.channel_saliency(asked.guided)
    return {
        "guided backpropagation": saliency,
        "Guided Grad-CAM": guided_grad_cam(saliency, asked.activation_map),
        "Guided Grad-CAM, channels": guided_grad_cam(channels, asked.activation_map),
    }


def main(
    real: Annotated[Path, typer.Argument(help="The folder of network, names and picture.")],
    save: Annotated[bool, typer.Option("--save", help="Keep the figures for README.")] = False,
) -> None:
    """Print where the maxima are, how much energy lies in each animal, and the classes' ranks."""
    with tempfile.TemporaryDirectory() as folder:
        network = load_network(str(declared(real, Path(folder))))
    averaged, sampled = (picture(real, how) for how in (cv2.INTER_AREA, cv2.INTER_LINEAR))
    table: dict[str, tuple[str, ...]] = {}
    for name, animal in ANIMALS.items():
        asked = explanation(network, averaged, animal)
        row, column = maximum(asked)
        where = "in it" if animal.holds(row, column) else "beside it"
        table[name] = (
            str(rank(network, averaged, animal)),
            str(rank(network, sampled, animal)),
            f"{row}, {column}",
            *(f"{100 * animal.share(each):.0f} %" for each in arrays(asked).values()),
        )
        print(f"{name}: rank {table[name][0]} averaged, {table[name][1]} with INTER_LINEAR;")
        print(f"  Grad-CAM has its maximum {where}, at row {row}, column {column};")
        for title, share in zip(arrays(asked), table[name][3:], strict=True):
            print(f"  of the energy of {title}, {share} lies in it")
    if save:
        command = "python -m benchmarks.real_network FOLDER"
        Measured(command, table, {}, of_this_machine()).write(RESULTS / "real_network.json")


if __name__ == "__main__":
    typer.run(main)
