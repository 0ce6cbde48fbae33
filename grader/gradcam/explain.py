"""The command line of the student's file: explain one scene, write the pictures, say what is next.

python student_template.py --scene cat_coffee --class top1 --layer block5_conv3 --network demo
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property
import os
from pathlib import Path
import sys
from typing import Annotated, Any

from grader.core.errors import BadInput
from grader.core.help_texts import translated
from grader.core.language import Language, find_language, message
from grader.gradcam import gallery
from grader.gradcam.sheets import save
from grader.networks.network import Network
import keras
import numpy as np
import tensorflow as tf
import typer

SHEET = "contact_sheet"
EXPLAIN = message("Explain why the network gives a class its score, in pictures.")


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
    """The raw arrays that explain one class of one image; each is computed when it is asked for."""

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


def _array(value: object, dimensions: int) -> np.ndarray:
    """A student's result as an array; a leading batch axis is taken off."""
    array = np.asarray(value, dtype=np.float32)
    return array[0] if array.ndim == dimensions + 1 and len(array) == 1 else array


def explain(*functions: Callable[..., Any]) -> None:
    """Run the command line with the five functions of a solution."""
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)

    @app.command(help=EXPLAIN)
    def main(
        scene: Annotated[
            str, typer.Option(help="A scene of data/scenes, or a photograph of your own.")
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
        try:
            language = find_language(lang, os.environ)
            with language.errors():
                _explain(Blanks(*functions), scene, class_, layer, network, out, language)
        except BadInput as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None

    translated(app, sys.argv[1:], os.environ)()


def _explain(
    blanks: Blanks,
    scene: str,
    class_: str,
    layer: str,
    network: str,
    out: Path,
    language: Language,
) -> None:
    from grader.gradcam.drawings import draw_all  # which needs the two classes above

    drawn = draw_all(blanks, scene, class_, layer, network, language)
    folder = out / drawn.name
    gallery.save(drawn.pictures, folder)
    save(drawn.sheet, folder / f"{SHEET}.png")
    _ = language.translate
    print(_("All pictures on one sheet: {path}").format(path=folder / f"{SHEET}.png"))
    if drawn.todo:
        print(_("Next: {todo}.").format(todo=drawn.todo[0]))
    else:
        check = f"python -m grader check {Path(sys.argv[0]).name}"
        print(_("All blanks are filled in. Now check them: {command}").format(command=check))
