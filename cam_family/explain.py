"""The command line of the student's file: explain one scene, write the pictures, say what is next.

python student_template.py --scene cat_coffee --class top1 --layer block5_conv3
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
import os
from pathlib import Path
import sys
from types import SimpleNamespace
from typing import Annotated, Any

from cam_family import gallery
from cam_family.networks import Networks
from cam_family.objects import Box, read_objects
from cam_family.whole import Solution, Whole
from cam_family.worth import hits, iou
from grader.core.errors import BadInput
from grader.core.language import ENGLISH, Language, find_language
from grader.networks.classes import find_class
from grader.networks.scenes import load_scene
from grader.networks.spec import NetworkSpec
import numpy as np
from numpy.typing import NDArray
import typer

Pictures = dict[str, NDArray[np.uint8]]

PATCH, STRIDE = 32, 16
"""Pixels: a finer map than the one that is marked."""


def explain(*functions: Callable[..., Any]) -> None:
    """Run the command line with the functions of a solution."""
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
        out: Annotated[Path, typer.Option(help="The folder for the pictures.")] = Path("pictures"),
        lang: Annotated[str, typer.Option(help="en or zh; default: that of the locale.")] = "",
    ) -> None:
        """Explain why the network gives a class its score, by every method, in pictures."""
        try:
            language = find_language(lang, os.environ)
            with language.errors():
                _explain(solution_of(functions), scene, class_, layer, out, language)
        except BadInput as error:
            print(error, file=sys.stderr)
            raise typer.Exit(2) from None

    app()


def solution_of(functions: tuple[Callable[..., Any], ...]) -> Solution:
    """The functions of a solution, by their names."""
    return SimpleNamespace(**{function.__name__: function for function in functions})


def _explain(
    solution: Solution, scene: str, class_: str, layer: str, out: Path, language: Language
) -> None:
    made, missing = draw_all(solution, scene, class_, layer, language)
    gallery.save(made, out)
    _ = language.translate
    print(
        _("Written to {folder}/: {pictures}, contact sheet.").format(
            folder=out, pictures="; ".join(made)
        )
    )
    if missing:
        print(_("Next: {todo}.").format(todo=language.say(min(missing))))


def draw_all(
    solution: Solution, scene_name: str, class_: str, layer: str, language: Language = ENGLISH
) -> tuple[Pictures, list[str]]:
    """The pictures that are possible so far, by title, and what the blanks say is to be done."""
    networks = Networks.open(NetworkSpec.named("demo"))
    network = networks.network
    scene = load_scene(scene_name, network.input_size)
    index = find_class(class_, network.scores(scene), network.class_names)
    layer = network.find_layer(layer or network.spec.layer)
    shown = {"name": repr(network.class_names[index]), "layer": layer}
    print(language.translate("Explaining {name} at {layer}.").format(**shown))
    image = network.preprocess(scene)
    whole = Whole(solution, networks, image, index, layer, PATCH, STRIDE)
    truth = read_objects().get(scene_name, {}).get(network.class_names[index])
    pictures: Pictures = {"scene": scene}
    missing: list[str] = []
    for name in whole.methods:
        drawn = Drawn.of(whole, name, missing)
        if drawn is not None:
            pictures[drawn.title(truth)] = drawn.picture(scene, truth)
    return pictures, missing


@dataclass(frozen=True)
class Drawn:
    """A method's map at the size of the scene, and the box around it, if there is one yet."""

    name: str
    heat_map: NDArray[np.float32]
    box: Box | None

    @classmethod
    def of(cls, whole: Whole, name: str, missing: list[str]) -> Drawn | None:
        """What a method makes so far; what is still to be written for it goes to `missing`."""
        try:
            heat_map = whole.enlarged(whole.methods[name]())
        except NotImplementedError as todo:
            missing.append(str(todo))
            return None
        try:
            x0, y0, x1, y1 = (int(edge) for edge in whole.box(heat_map))
        except NotImplementedError as todo:
            missing.append(str(todo))
            return cls(name, heat_map, None)
        return cls(name, heat_map, (x0, y0, x1, y1))

    def title(self, truth: Box | None) -> str:
        """The method's name, and what its box and its maximum are worth where that is known."""
        if truth is None or self.box is None:
            return self.name
        hit = "hit" if hits(self.heat_map, truth) else "no hit"
        return f"{self.name}: IoU {iou(self.box, truth):.2f}, {hit}"

    def picture(self, scene: NDArray[np.uint8], truth: Box | None) -> NDArray[np.uint8]:
        """The map laid over the scene; its box in white, the object's own in green."""
        drawn = gallery.overlay(scene, self.heat_map)
        for box, colour in ((truth, gallery.GREEN), (self.box, gallery.WHITE)):
            if box is not None:
                drawn = gallery.with_box(drawn, box, colour)
        return drawn
