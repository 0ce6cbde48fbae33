"""The command line of the student's file: explain one scene, write the pictures, say what comes
next.

python student_template.py --scene cat_coffee --class top1 --layer block5_conv3 --network demo
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
import os
from pathlib import Path
import sys
from typing import Annotated, Any

from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, find_language
from grader.gradcam import gallery, pictures
from grader.networks.classes import find_class
from grader.networks.network import Network, load_network
from grader.networks.scenes import load_scene
import keras
import numpy as np
import tensorflow as tf
import typer


@dataclass(frozen=True)
class Blanks:
    """The student's functions."""

    gg_relu: Callable[..., Any]
    replace_activation_layer_in_keras: Callable[..., Any]
    get_class_saliency: Callable[..., Any]
    get_saliency: Callable[..., Any]
    grad_cam: Callable[..., Any]


@dataclass(frozen=True)
class Explanation:
    """The raw arrays that explain one class of one image; each is computed when first needed."""

    blanks: Blanks
    network: Network
    image: tf.Tensor
    class_index: int
    layer: str

    @cached_property
    def guided(self) -> keras.Model:
        """A copy of the network, guided."""
        return self.blanks.replace_activation_layer_in_keras(
            self.network.copy(), keras.activations.relu, self.blanks.gg_relu
        )

    def class_saliency(self, model: keras.Model) -> np.ndarray:
        """(H, W, 3): saliency of the class's score."""
        return _array(self.blanks.get_class_saliency(model, self.image, self.class_index), 3)

    def channel_saliency(self, model: keras.Model) -> np.ndarray:
        """(H, W, 3): saliency of the layer's strongest channels."""
        return _array(self.blanks.get_saliency(model, self.image, self.layer), 3)

    @cached_property
    def activation_map(self) -> np.ndarray:
        """(h, w): the Grad-CAM map, of the plain network."""
        grad_cam = self.blanks.grad_cam
        return _array(grad_cam(self.network.model, self.image, self.class_index, self.layer), 2)


def explain(*functions: Callable[..., Any]) -> None:
    """Run the command line with the five functions of a solution."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @app.command()
    def main(
        scene: Annotated[
            str, typer.Option(help="A scene of data/scenes, or a PNG.")
        ] = "cat_coffee",
        class_: Annotated[
            str, typer.Option("--class", help="A rank (top1), a class's name or its index.")
        ] = "top1",
        layer: Annotated[str, typer.Option(help="A convolutional layer; default: the last.")] = "",
        network: Annotated[
            str, typer.Option(help="demo, vgg16, or a .keras file declared by a .toml beside it.")
        ] = "demo",
        out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("pictures"),
        lang: Annotated[str, typer.Option(help="en or zh; default: that of the locale.")] = "",
    ) -> None:
        """Explain why the network gives a class its score, in pictures."""
        try:
            language = find_language(lang, os.environ)
            with language.errors():
                _explain(Blanks(*functions), scene, class_, layer, network, out, language)
        except BadInput as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None

    app()


def _explain(
    blanks: Blanks,
    scene_name: str,
    class_: str,
    layer: str,
    network_name: str,
    out: Path,
    language: Language,
) -> None:
    made, missing = draw_all(blanks, scene_name, class_, layer, network_name, language)
    gallery.save(made, out)
    _ = language.translate
    print(
        _("Written to {folder}/: {pictures}, contact sheet.").format(
            folder=out, pictures=", ".join(made)
        )
    )
    if missing:
        print(_("Next: {todo}.").format(todo=language.say(min(missing))))


def draw_all(
    blanks: Blanks,
    scene_name: str,
    class_: str,
    layer: str,
    network_name: str,
    language: Language = ENGLISH,
) -> tuple[dict[str, np.ndarray], list[str]]:
    """The pictures that are possible so far, by title, and the tasks of the open blanks."""
    network = load_network(network_name)
    for note in network.notes:
        print(language.say(note))
    scene = load_scene(scene_name, network.input_size)
    scores = network.scores(scene)
    class_index = find_class(class_, scores, network.class_names)
    layer = network.find_layer(layer or network.spec.layer)
    print(f"{scene_name}: " + _top_classes(scores, network.class_names))
    shown = {"name": repr(network.class_names[class_index]), "layer": layer}
    print(language.translate("Explaining {name} at {layer}.").format(**shown))

    image = tf.constant(network.preprocess(scene))
    explanation = Explanation(blanks, network, image, class_index, layer)
    bgr = network.spec.is_bgr
    made: dict[str, np.ndarray] = {}
    missing = list(_todo_of_gg_relu(blanks))
    for title, draw in _drawings(explanation, scene, bgr):
        try:
            made[title] = draw()
        except NotImplementedError as todo:
            missing.append(str(todo))
    return made, missing


def _todo_of_gg_relu(blanks: Blanks) -> Iterator[str]:
    """The task of TODO1, which no picture needs until TODO2 is done."""
    values = tf.constant([1.0])
    try:
        with tf.GradientTape() as tape:
            tape.watch(values)
            activation = blanks.gg_relu(values)
        tape.gradient(activation, values)
    except NotImplementedError as todo:
        yield str(todo)


def _drawings(
    explanation: Explanation, scene: np.ndarray, bgr: bool
) -> Iterator[tuple[str, Callable[[], np.ndarray]]]:
    """Title and drawing of each picture, 8-bit RGB."""
    size = scene.shape[:2]

    def saliency(gradient: np.ndarray) -> np.ndarray:
        return gallery.to_8_bits(pictures.saliency_picture(gradient, bgr))

    def product(gradient: np.ndarray) -> np.ndarray:
        picture = pictures.product_picture(gradient, explanation.activation_map, bgr)
        return gallery.to_8_bits(picture)

    def of_mode(
        mode: str, gradient: Callable[[keras.Model], np.ndarray]
    ) -> Iterator[tuple[str, Callable[[], np.ndarray]]]:
        yield f"saliency ({mode})", lambda: saliency(gradient(explanation.network.model))
        yield f"guided saliency ({mode})", lambda: saliency(gradient(explanation.guided))
        yield f"Guided Grad-CAM ({mode})", lambda: product(gradient(explanation.guided))

    yield "scene", lambda: scene
    yield "heat map", lambda: gallery.heat_colours(explanation.activation_map, size)
    yield "overlay", lambda: gallery.overlay(scene, explanation.activation_map)
    yield from of_mode("class", explanation.class_saliency)
    yield from of_mode("channels", explanation.channel_saliency)


def _array(value: object, dimensions: int) -> np.ndarray:
    """A student's result as an array; a leading batch axis is removed."""
    array = np.asarray(value, dtype=np.float32)
    return array[0] if array.ndim == dimensions + 1 and len(array) == 1 else array


def _top_classes(scores: np.ndarray, names: tuple[str, ...]) -> str:
    best = np.argsort(-scores)[:5]
    return ", ".join(f"{names[index]} {scores[index]:+.2f}" for index in best)
