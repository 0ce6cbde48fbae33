"""All pictures that the blanks make of one class of one scene, and the sheet that shows them."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace

from grader.core.blank import Floats, Pixels
from grader.core.language import ENGLISH, Language, message
from grader.goldens.colours import Colours, is_zero_everywhere
from grader.gradcam import gallery, pictures
from grader.gradcam.explain import Blanks, Explanation
from grader.gradcam.sheets import Row, Sheet, Shown
from grader.networks.classes import find_class
from grader.networks.network import Network, load_network
from grader.networks.scenes import view_scene
import keras
import numpy as np
import tensorflow as tf

SCENE, HEAT_MAP, OVERLAY = message("scene"), message("heat map"), message("overlay")
OF_CLASS = (
    message("saliency (class)"),
    message("guided saliency (class)"),
    message("Guided Grad-CAM (class)"),
)
OF_CHANNELS = (
    message("saliency (channels)"),
    message("guided saliency (channels)"),
    message("Guided Grad-CAM (channels)"),
)
ZERO = message("zero everywhere")
NOTHING_SPEAKS = message("zero everywhere: nothing speaks for this class")
OWN_SCALE = message(
    "Each picture is scaled by itself: how bright one is cannot be compared with another. "
    "In saliency and Guided Grad-CAM, zero is grey."
)
LIMIT = 60
"""Letters of a class's name in a folder's."""


@dataclass(frozen=True)
class Drawn:
    """What came of one run.

    `name` tells it from other runs; `pictures` has those that could be made, by their English
    titles; `todo` is what the blanks say is still to be done, in the order of the blanks.
    """

    name: str
    pictures: Mapping[str, Colours]
    sheet: Sheet
    todo: tuple[str, ...]


@dataclass(frozen=True)
class Drawing:
    """A picture by its title, and how it is made."""

    title: str
    draw: Callable[[], Shown]


def draw_all(
    blanks: Blanks,
    scene_name: str,
    class_: str,
    layer: str,
    network_name: str,
    language: Language = ENGLISH,
) -> Drawn:
    """Everything that is possible so far. Prints what is explained. Raises BadInput."""
    network = load_network(network_name)
    scene = view_scene(scene_name, network.input_size)
    for note in (*network.notes, *((scene.note,) if scene.note else ())):
        print(language.say(note))
    scores = network.scores(scene.pixels)
    class_index = find_class(class_, scores, network.class_names)
    layer = network.find_layer(layer or network.spec.layer)
    stem = _stem(scene_name)
    print(f"{stem}: " + _top_classes(scores, network.class_names))
    facts = _facts(scores, class_index, network, layer, language)
    print(language.translate("Explaining {what}.").format(what=facts))

    image = tf.constant(network.preprocess(scene.pixels))
    explanation = Explanation(blanks, network, image, class_index, layer)
    made: dict[str, Shown] = {}
    missing = list(_todo_of_gg_relu(blanks))
    rows = []
    for drawings in _drawings(explanation, scene.pixels, language):
        for drawing in drawings:
            try:
                made[drawing.title] = drawing.draw()
            except NotImplementedError as error:
                missing.append(str(error))
                made[drawing.title] = Shown(None, caption=language.say(str(error)))
        rows.append(Row(tuple(_titled(made[each.title], each, language) for each in drawings)))
    note = language.translate(OWN_SCALE)
    return Drawn(
        _name(stem, network.class_names[class_index], layer, network_name),
        {title: each.picture for title, each in made.items() if each.picture is not None},
        Sheet(stem, tuple(rows), facts, note, _side(scene.pixels.shape[1])),
        tuple(language.say(each) for each in dict.fromkeys(sorted(missing, key=_blank))),
    )


def _titled(shown: Shown, drawing: Drawing, language: Language) -> Shown:
    return replace(shown, title=language.translate(drawing.title))


def _todo_of_gg_relu(blanks: Blanks) -> Iterator[str]:
    """What is to be done about TODO1, which no picture needs before TODO2 is done."""
    values = tf.constant([1.0])
    try:
        with tf.GradientTape() as tape:
            tape.watch(values)
            activation = blanks.gg_relu(values)
        tape.gradient(activation, values)
    except NotImplementedError as todo:
        yield str(todo)


def _drawings(
    explanation: Explanation, scene: Colours, language: Language
) -> Iterator[tuple[Drawing, ...]]:
    """Every picture, in the rows of the sheet."""
    bgr, size = explanation.network.spec.is_bgr, scene.shape[:2]
    plain = explanation.network.model

    def heat_map() -> Shown:
        heated = gallery.heat_colours(explanation.activation_map, size)
        return heat(heated, explanation.activation_map, language)

    def overlay() -> Shown:
        covered = gallery.overlay(scene, explanation.activation_map)
        return heat(covered, explanation.activation_map, language)

    def saliency(gradient: np.ndarray) -> Shown:
        return grey(pictures.saliency_picture(gradient, bgr), language)

    def product(gradient: np.ndarray) -> Shown:
        picture = pictures.product_picture(gradient, explanation.activation_map, bgr)
        return grey(picture, language)

    def of_mode(
        titles: tuple[str, ...], gradient: Callable[[keras.Model], np.ndarray]
    ) -> tuple[Drawing, ...]:
        return (
            Drawing(titles[0], lambda: saliency(gradient(plain))),
            Drawing(titles[1], lambda: saliency(gradient(explanation.guided))),
            Drawing(titles[2], lambda: product(gradient(explanation.guided))),
        )

    yield (
        Drawing(SCENE, lambda: Shown(scene, is_photograph=True)),
        Drawing(HEAT_MAP, heat_map),
        Drawing(OVERLAY, overlay),
    )
    yield of_mode(OF_CLASS, explanation.class_saliency)
    yield of_mode(OF_CHANNELS, explanation.channel_saliency)


def heat(picture: Colours, activation_map: Floats, language: Language) -> Shown:
    """A heat map or an overlay, with its scale, or with the words that it is zero everywhere."""
    largest = float(activation_map.max())
    if largest <= 0:
        return Shown(picture, caption=language.translate(NOTHING_SPEAKS), is_photograph=True)
    return Shown(picture, scale=f"{largest:.3g}", is_photograph=True)


def grey(picture: Pixels, language: Language) -> Shown:
    """A saliency picture, with the words for it where it is zero everywhere."""
    caption = language.translate(ZERO) if is_zero_everywhere(picture) else ""
    return Shown(gallery.to_8_bits(picture), caption=caption)


def _side(width: int) -> int:
    """How wide a picture is shown: a whole multiple of its own width, near what sheets have."""
    return width * max(1, round(Sheet.side / width))


def _blank(todo: str) -> str:
    return todo.partition(":")[0]


def _top_classes(scores: np.ndarray, names: tuple[str, ...]) -> str:
    best = np.argsort(-scores)[:5]
    return ", ".join(f"{names[index]} {scores[index]:+.2f}" for index in best)


def _facts(scores: np.ndarray, index: int, network: Network, layer: str, language: Language) -> str:
    """The class, its score and rank, and the layer, in a line."""
    said = language.translate(
        "class {name}, score {score}, number {rank} of {classes}; layer {layer}"
    )
    return said.format(
        name=network.class_names[index],
        score=f"{scores[index]:+.2f}",
        rank=int((scores > scores[index]).sum()) + 1,
        classes=len(scores),
        layer=layer,
    )


def _stem(scene: str) -> str:
    """A scene's name without the folders and the ending of its file."""
    name = scene.replace("\\", "/").rstrip("/").rpartition("/")[2]
    return name.rpartition(".")[0] or name


def _name(scene: str, class_name: str, layer: str, network: str) -> str:
    """A folder's name, so that one run's pictures do not take the place of another's."""
    parts = [scene, class_name[:LIMIT], layer, *([] if network == "demo" else [_stem(network)])]
    return "-".join(map(gallery.file_name, parts))
