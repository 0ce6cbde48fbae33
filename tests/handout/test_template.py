"""The hand-out is the reference without its solutions, and nothing else."""

from __future__ import annotations

import ast
from dataclasses import replace
from pathlib import Path
import re

from grader.core.blank import Blank
from grader.core.errors import BadInput
from grader.core.handout import Handout
from grader.core.language import Language, languages
from grader.core.subject import Subject
from grader.gradcam.blanks import BLANKS
from grader.gradcam.subject import SUBJECT
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name
import pytest

from tests import REFERENCE

TEMPLATE = REFERENCE.with_name("student_template.py")


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.tag)
def test_the_committed_template_is_made_of_the_reference(language: Language) -> None:
    made = make_template(SUBJECT, language)
    committed = REFERENCE.with_name(template_name(language))
    assert committed.read_text("utf-8") == made, "run: python -m grader template"


@pytest.mark.parametrize("language", languages(), ids=lambda language: language.tag)
def test_templates_differ_in_words_alone(language: Language) -> None:
    made = make_template(SUBJECT, language)
    assert _code(made) == _code(TEMPLATE.read_text("utf-8"))


def _code(source: str) -> str:
    """The source without its texts."""
    tree = ast.parse(source)
    for node in ast.walk(tree):
        if isinstance(node, ast.Constant) and isinstance(node.value, str):
            node.value = ""
    return ast.dump(tree)


def test_every_blank_says_what_is_to_be_done() -> None:
    blanks = [
        node.exc.args[0].value
        for node in ast.walk(ast.parse(TEMPLATE.read_text("utf-8")))
        if isinstance(node, ast.Raise) and isinstance(node.exc, ast.Call)
    ]
    assert sorted(text.split(":")[0] for text in blanks) == [
        "TODO1", "TODO2", "TODO3", "TODO3", "TODO4",
    ]  # fmt: skip


def test_no_line_of_a_solution_is_handed_out() -> None:
    handed_out = TEMPLATE.read_text("utf-8")
    assert "SOLUTION" not in handed_out
    for line in ("tf.where(", "layer.activation =", "tape.gradient", "tf.reduce_mean"):
        assert line not in handed_out


def test_all_functions_of_the_blanks_are_there() -> None:
    tree = ast.parse(TEMPLATE.read_text("utf-8"))
    defined = {node.name for node in tree.body if isinstance(node, ast.FunctionDef)}
    assert defined == {function for blank in BLANKS for function in blank.functions}


@pytest.mark.parametrize(
    "reference",
    ["x = 1\n", "# SOLUTION TODO1: do it\nx = 1\n", "def f():\n    # END OF SOLUTION\n"],
)
def test_a_reference_with_no_whole_block_is_refused(reference: str, tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="solution block"):
        make_template(of_another(tmp_path, reference))


def test_a_block_of_a_blank_that_there_is_not_is_refused(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match=r"AREAS, but .* are AREA"):
        make_template(of_another(tmp_path, SOLVED.replace("SOLUTION AREA:", "SOLUTION AREAS:")))


def test_a_reference_that_is_not_there_is_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(BadInput, match="cannot be read"):
        make_template(replace(SUBJECT, reference=tmp_path / "none.py"))


SOLVED = '''"""Areas.

See solved.py.
"""

import math


def area(radius: float) -> float:
    """The area of a circle."""
    # SOLUTION AREA: return the area
    return math.pi * radius**2
    # END OF SOLUTION
'''


def of_another(folder: Path, reference: str) -> Subject:
    """An assignment about something else."""
    (folder / "solved.py").write_text(reference)
    blank = Blank("AREA", "Area", ("area",), ())
    return replace(
        SUBJECT, blanks=(blank,), reference=folder / "solved.py", package=folder, handout=Handout()
    )


def test_a_template_of_another_assignment_says_its_own_words(tmp_path: Path) -> None:
    subject = of_another(tmp_path, SOLVED)
    made = make_template(subject)
    assert 'raise NotImplementedError("AREA: return the area")' in made and "math.pi" not in made
    assert "Fill in AREA below" in made and "See student_template.py." in made
    assert "Then run this file" not in made, "it does nothing when it is run"
    notebook = make_notebook(made, subject)
    for text in (made, notebook):
        assert not re.search("TODO|cam|tensorflow|scene", text, re.IGNORECASE)
    assert "## AREA: `area`" in notebook and "import math" in notebook
