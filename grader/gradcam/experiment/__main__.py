"""`python -m grader.gradcam.experiment`: make the figures, print the tables."""

from __future__ import annotations

import os
from pathlib import Path
import sys
from typing import Annotated

from grader import ROOT
from grader.core.errors import BadInput
from grader.core.help_texts import translated
from grader.core.language import Language, find_language, languages, message
from grader.core.text import Message
from grader.gradcam.drawings import draw_all
from grader.gradcam.experiment.figures import Subject, make_figures
from grader.gradcam.experiment.measure import (
    Compared,
    Table,
    class_table,
    compare,
    faithfulness_table,
    randomisation_table,
)
from grader.gradcam.experiment.scenes import COUNT, load_scenes
from grader.gradcam.experiment.solution import read_solution
from grader.gradcam.experiment.tables import markdown, write_into
from grader.gradcam.explain import SHEET, Blanks
from grader.gradcam.sheets import save
from grader.networks.classes import find_class
from grader.networks.network import Network, load_network
from grader.networks.scenes import view_scene
import numpy as np
from numpy.typing import NDArray
from rich.console import Console
from rich.progress import track
import typer

HANDOUTS = {"en": ROOT / "HANDOUT.md", "zh": ROOT / "HANDOUT.zh.md"}
ABOUT = message("Do the explanations depend on the class, and on what the network has learnt?")
CAPTIONS = {
    "classes": message(
        "Rank correlations, cell by cell: the mean of {count} scenes with its interval."
    ),
    "randomisation": message(
        "Rank correlations with the trained network's maps, parts randomised from the scores down."
    ),
    "faithfulness": message("Mean share of the score: low is good in deletion, high in insertion."),
}


def main(
    solution: Annotated[
        Path, typer.Option(help="The file or notebook with your four blanks.")
    ] = Path("student_template.py"),
    out: Annotated[Path, typer.Option(help="The folder for the figures.")] = Path("pictures"),
    scene: Annotated[
        str, typer.Option(help="The figures' scene: one of data/scenes, or a photograph.")
    ] = "cat_coffee",
    one: Annotated[str, typer.Option(help="A class of it.")] = "cat",
    other: Annotated[str, typer.Option(help="Another class of it.")] = "coffee",
    scenes: Annotated[
        int, typer.Option(help="How many scenes the tables average; fewer are faster.")
    ] = COUNT,
    handouts: Annotated[
        bool, typer.Option("--handouts", help="Write tables and figures of the handouts, too.")
    ] = False,
    lang: Annotated[str, typer.Option(help="en or zh; default: that of the locale.")] = "",
) -> None:
    """Run it; the help is ABOUT."""
    try:
        language = find_language(lang, os.environ)
        with language.errors():
            _run(solution, out, scene, (one, other), scenes, language, handouts)
    except BadInput as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None


def _run(
    solution: Path,
    out: Path,
    scene: str,
    classes: tuple[str, str],
    count: int,
    language: Language,
    handouts: bool,
) -> None:
    _ = language.translate
    blanks, pictures = read_solution(solution), load_scenes(count)
    network = load_network()
    viewed = view_scene(scene, network.input_size)
    if viewed.note:
        print(language.say(viewed.note))
    scores = network.scores(viewed.pixels)
    indices = [find_class(name, scores, network.class_names) for name in classes]
    try:
        subject = Subject.of(blanks, network, viewed.pixels, indices)
        for each in languages() if handouts else (language,):
            for name, sheet in make_figures(subject, load_scenes(), each).items():
                save(sheet, out / file_of(name, each))
            if handouts:
                drawn = draw_all(blanks, scene, "top1", "", "demo", each)
                save(drawn.sheet, out / file_of(SHEET, each))
        print(_("The figures are in {folder}.").format(folder=out))
        found = _compared(blanks, network, pictures, language)
    except NotImplementedError as todo:
        raise BadInput(
            Message("The experiment needs all four blanks."), Message(str(todo))
        ) from todo
    tables = {
        "classes": class_table(found),
        "randomisation": randomisation_table(found),
        "faithfulness": faithfulness_table(found),
    }
    for name, table in tables.items():
        print(f"\n{_(CAPTIONS[name]).format(count=len(found))}\n\n{markdown(table, language)}")
    if handouts:
        _write(tables)


def file_of(name: str, language: Language) -> str:
    """The file of a figure: the English one has the plain name."""
    return f"{name}.png" if language.short == "en" else f"{name}.{language.short}.png"


def _compared(
    blanks: Blanks, network: Network, scenes: tuple[NDArray[np.uint8], ...], language: Language
) -> list[Compared]:
    """The comparisons of every scene, with a bar that says how far they are."""
    told = track(
        list(enumerate(scenes, 1)),
        description=language.translate("Measuring on {count} scenes").format(count=len(scenes)),
        console=Console(stderr=True),
    )
    return [compare(blanks, network, scene, seed) for seed, scene in told]


def _write(tables: dict[str, Table]) -> None:
    for each in languages():
        texts = {name: markdown(table, each) for name, table in tables.items()}
        write_into(HANDOUTS[each.short], texts)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command(help=ABOUT)(main)
    translated(app, sys.argv[1:], os.environ)()
