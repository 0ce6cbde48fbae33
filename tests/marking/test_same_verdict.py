"""What is refused, and what costs nothing, wherever a submission is marked."""

from __future__ import annotations

import json

from grader.core.submission import Submission
from grader.intake.notebook import python_of
from grader.marking.grader import Grader
import pytest

from tests import REFERENCE

SOLUTION = REFERENCE.read_text("utf-8")


def notebook(*cells: str) -> bytes:
    made = [{"cell_type": "code", "source": cell, "metadata": {}, "outputs": []} for cell in cells]
    return json.dumps({"cells": made, "nbformat": 4, "nbformat_minor": 5}).encode()


def test_a_package_that_is_not_handed_out_is_refused_though_it_is_installed(
    grader: Grader,
) -> None:
    pytest.importorskip("hypothesis")
    source = SOLUTION.replace("import keras\n", "import hypothesis\nimport keras\n", 1)
    report = grader.grade(Submission("own_packages", source.encode())).report
    assert report.score == 0
    for blank in report.blanks:
        assert blank.hint is not None and blank.hint.id == "package"
        assert "No module named 'hypothesis' (line" in blank.hint.text
        assert "what the kit installs, and nothing else" in blank.hint.text


def test_code_below_the_functions_is_a_note_and_no_zero(grader: Grader) -> None:
    below = SOLUTION.partition("if __name__")[0]
    call = "explain(gg_relu, replace_activation_layer_in_keras, get_class_saliency, get_saliency)"
    report = grader.grade(Submission("unguarded", f"{below}\n{call}\n".encode())).report
    assert report.score == 100
    (told,) = report.notes
    assert "costs no marks" in str(told) and call[:40] in str(told)


def test_a_notebook_s_scratch_cells_cost_nothing(grader: Grader) -> None:
    below = SOLUTION.partition("if __name__")[0]
    source = python_of(
        notebook(
            "%matplotlib inline\nget_ipython().system('ls')",
            below,
            "from IPython.display import display\ndisplay(grad_cam)",
            "open('my_photo.png')",
        )
    )
    report = grader.grade(Submission("notebook", source)).report
    assert report.score == 100
    assert "cell 4, line 1: `open('my_photo.png')`" in str(report.notes[0])
    assert len(report.notes) == 1
