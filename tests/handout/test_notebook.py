"""The notebook is the template in cells, and runs as far as one without a kernel can tell."""

from __future__ import annotations

import ast
import json

from grader.core.language import Language, languages
from grader.gradcam.blanks import BLANKS
from grader.gradcam.subject import SUBJECT
from grader.handout.notebook import make_notebook
from grader.handout.template import make_template, template_name
import nbformat
import pytest

from tests import REFERENCE

LANGUAGES = pytest.mark.parametrize("language", languages(), ids=lambda language: language.tag)


def made(language: Language) -> tuple[str, str]:
    """The notebook's name and text."""
    name = template_name(language).replace(".py", ".ipynb")
    return name, make_notebook(make_template(SUBJECT, language), SUBJECT, language)


def code_cells(text: str) -> list[str]:
    cells = json.loads(text)["cells"]
    return ["".join(cell["source"]) for cell in cells if cell["cell_type"] == "code"]


@LANGUAGES
def test_the_committed_notebook_is_made_of_the_reference(language: Language) -> None:
    name, text = made(language)
    committed = REFERENCE.with_name(name).read_text("utf-8")
    assert committed == text, "run: python -m grader template"


@LANGUAGES
def test_it_is_a_notebook(language: Language) -> None:
    notebook = json.loads(made(language)[1])
    nbformat.validate(notebook)
    assert (notebook["nbformat"], notebook["nbformat_minor"]) == (4, 5)


@LANGUAGES
def test_each_function_has_a_cell_and_what_it_is_to_do_above_it(language: Language) -> None:
    cells = json.loads(made(language)[1])["cells"]
    for function in (name for blank in BLANKS for name in blank.functions):
        (place,) = [n for n, cell in enumerate(cells) if f"def {function}(" in str(cell["source"])]
        assert f"`{function}`" in cells[place - 1]["source"][0]
        assert cells[place - 1]["source"][0].startswith("## TODO")


def test_marking_it_runs_the_functions_and_none_of_the_notebook_s_own_cells() -> None:
    """Where a submission is marked, it is not `__main__`."""
    names: dict[str, object] = {"__name__": "submission"}
    for cell in code_cells(made(languages()[0])[1]):
        tree = ast.parse(cell)
        if "tensorflow" not in cell and "tf." not in cell and "keras.Model" not in cell:
            exec(compile(tree, "cell", "exec"), names)
    assert "show" not in names and "check" not in names and "pathlib" not in names


def test_a_solved_notebook_has_the_code_of_the_reference() -> None:
    text = make_notebook(REFERENCE.read_text("utf-8"), SUBJECT)
    joined = "\n\n".join(code_cells(text))
    functions = {
        node.name: node for node in ast.parse(joined).body if isinstance(node, ast.FunctionDef)
    }
    for node in ast.parse(REFERENCE.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            node.body = node.body[1:]  # its docstring stands above the cell
            assert ast.dump(node) == ast.dump(functions[node.name])
