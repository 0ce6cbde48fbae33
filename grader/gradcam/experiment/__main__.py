"""`python -m grader.gradcam.experiment`: make the figures, print the tables."""

from __future__ import annotations

import os
from pathlib import Path
import sys
from typing import Annotated

from grader import ROOT
from grader.core.assignment import DEFAULT, Assignment
from grader.core.errors import BadInput
from grader.core.language import Language, find_language, languages
from grader.core.text import Message
from grader.gradcam.experiment.figures import make_figures
from grader.gradcam.experiment.measure import class_table, randomisation_table
from grader.gradcam.experiment.sheets import save
from grader.gradcam.experiment.solution import read_solution
from grader.gradcam.experiment.tables import markdown, write_into
from grader.gradcam.subject import explained
from grader.networks.classes import find_class
from grader.networks.network import load_network
from grader.networks.scenes import load_scene
import typer

HANDOUTS = {"en": ROOT / "HANDOUT.md", "zh": ROOT / "HANDOUT.zh.md"}


def main(
    solution: Annotated[Path, typer.Option(help="The file with your four blanks.")] = Path(
        "student_template.py"
    ),
    out: Annotated[Path, typer.Option(help="The folder for the figures.")] = Path("pictures"),
    scene: Annotated[str, typer.Option(help="A scene of data/scenes.")] = "cat_coffee",
    one: Annotated[str, typer.Option(help="A class of it.")] = "cat",
    other: Annotated[str, typer.Option(help="Another class of it.")] = "coffee",
    handouts: Annotated[
        bool, typer.Option("--handouts", help="Write the tables into the handouts, too.")
    ] = False,
    lang: Annotated[str, typer.Option(help="en or zh; default: that of the locale.")] = "",
) -> None:
    """Do the explanations depend on the class, and on what the network has learnt?"""
    try:
        language = find_language(lang, os.environ)
        with language.errors():
            _run(solution, out, scene, one, other, language, handouts)
    except BadInput as error:
        print(error, file=sys.stderr)
        raise typer.Exit(2) from None


def _run(
    solution: Path,
    out: Path,
    scene: str,
    one: str,
    other: str,
    language: Language,
    handouts: bool,
) -> None:
    blanks = read_solution(solution)
    network = load_network()
    scores = network.scores(load_scene(scene, network.input_size))
    classes = [find_class(name, scores, network.class_names) for name in (one, other)]
    cases = Assignment.read(DEFAULT).cases
    scenes = sorted({c.scene for c in explained(cases) if c.visibility == "public"})
    try:
        for name, figure in make_figures(blanks, network, scene, *classes).items():
            save(figure, out / f"{name}.png")
        tables = {
            "classes": class_table(blanks, network, scenes),
            "randomisation": randomisation_table(blanks, network, scenes),
        }
    except NotImplementedError as todo:
        raise BadInput(
            Message("The experiment needs all four blanks."), Message(str(todo))
        ) from todo
    _ = language.translate
    print(_("The figures are in {folder}.").format(folder=out))
    print(_("Rank correlations, averaged over {scenes}:").format(scenes=", ".join(scenes)))
    for table in tables.values():
        print(f"\n{markdown(table, language)}")
    if handouts:
        for each in languages():
            texts = {name: markdown(table, each) for name, table in tables.items()}
            write_into(HANDOUTS[each.short], texts)


if __name__ == "__main__":
    app = typer.Typer(add_completion=False, pretty_exceptions_enable=False)
    app.command()(main)
    app()
