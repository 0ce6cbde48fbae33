"""Making `student_template.ipynb` from `student_template.py`: the same blanks, one cell each.

The notebook's own cells do nothing but in a notebook: where it is marked, `__name__` is another.
"""

from __future__ import annotations

import ast
from collections.abc import Iterator
import json
import re
import textwrap

from grader.core.language import ENGLISH, Language, message

HOW = message("""\
Fill in TODO1 to TODO4 below, each in place of its NotImplementedError, and run the cells from the
top. The last two cells show the pictures and the marks.

The folder `grader` of the kit that you were given must be next to this notebook. In Colab, upload
the kit's zip to the files on the left before you run the next cell.""")
SEE = message("What your functions make so far:")
MARKS = message("Save the notebook, then see the marks of what you saved:")
SET_UP = """\
if __name__ == "__main__":  # in the notebook, and not where it is marked
    import pathlib
    import subprocess
    import sys
    import zipfile

    kits = sorted(pathlib.Path().glob("*.zip"))
    if "google.colab" in sys.modules and kits and not pathlib.Path("grader").is_dir():
        with zipfile.ZipFile(kits[0]) as kit:
            for member in kit.infolist():
                member.filename = member.filename.partition("/")[2]
                if member.filename:
                    kit.extract(member)
        pip = [sys.executable, "-m", "pip", "install", "--quiet"]
        subprocess.run([*pip, "--require-hashes", "-r", "requirements.lock"], check=True)
    if not pathlib.Path("grader").is_dir():
        raise SystemExit("There is no folder `grader` here: put the notebook into the kit.")
    import grader.networks.quiet_tensorflow  # keeps its start-up notes off the notebook
"""
SHOW = """\
if __name__ == "__main__":
    from grader.gradcam.notebook import show
    from IPython.display import display

    functions = (
        {functions},
    )
    display(show(*functions, scene="cat_coffee", class_="top1"))
"""
CHECK = """\
if __name__ == "__main__":
    from grader.gradcam.notebook import check

    check("{name}")
"""
COLONS = ":\N{FULLWIDTH COLON}"

Cell = dict[str, object]


def make_notebook(template: str, name: str, language: Language = ENGLISH) -> str:
    """The notebook called `name`, of the template's source, as JSON (nbformat 4.5)."""
    cells = [
        {**cell, "id": f"{number:02d}-{cell['id']}"}
        for number, cell in enumerate(_cells(template, name, language))
    ]
    notebook = {
        "cells": cells,
        "metadata": {
            "kernelspec": {"display_name": "Python 3", "language": "python", "name": "python3"},
            "language_info": {"name": "python"},
        },
        "nbformat": 4,
        "nbformat_minor": 5,
    }
    return json.dumps(notebook, indent=1, ensure_ascii=False) + "\n"


def _cells(template: str, name: str, language: Language) -> Iterator[Cell]:
    tree = ast.parse(template)
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    yield _text("task", f"# {_about(tree, language)}")
    yield _text("how", language.translate(HOW))
    yield _code("kit", SET_UP)
    yield _code("imports", _imports(template, tree))
    for function in functions:
        todo = re.search(r"TODO\d", ast.unparse(function))
        title = f"## {todo[0]}: `{function.name}`" if todo else f"## `{function.name}`"
        slug = function.name.replace("_", "-")
        yield _text(f"about-{slug}", f"{title}\n\n{_as_markdown(function)}")
        yield _code(slug, _without_docstring(template, function))
    yield _text("see", language.translate(SEE))
    yield _code(
        "pictures", SHOW.format(functions=",\n        ".join(each.name for each in functions))
    )
    yield _text("marks", language.translate(MARKS))
    yield _code("check", CHECK.format(name=name))


def _about(tree: ast.Module, language: Language) -> str:
    """The template's own docstring, without how to run a file."""
    paragraphs = (ast.get_docstring(tree) or "").split("\n\n")
    return "\n\n".join(
        paragraph
        for paragraph in paragraphs
        if "student_template" not in paragraph and "NotImplementedError" not in paragraph
    )


def _imports(template: str, tree: ast.Module) -> str:
    """The imports that the functions need; `explain` is the command line of a file."""
    imports = [node for node in tree.body if isinstance(node, (ast.Import, ast.ImportFrom))]
    lines = [ast.get_source_segment(template, node) or "" for node in imports]
    return "\n".join(line for line in lines if "explain" not in line)


def _as_markdown(function: ast.FunctionDef) -> str:
    """A docstring whose sections are lists: Markdown would make one line of each."""
    paragraphs = (ast.get_docstring(function) or "").split("\n\n")
    return "\n\n".join(_section(paragraph) for paragraph in paragraphs)


def _section(paragraph: str) -> str:
    heading, newline, body = paragraph.partition("\n")
    if not newline or heading.startswith(" ") or not body.startswith("    "):
        return paragraph
    items = re.sub(r"^(\w+): ", r"- `\1`: ", textwrap.dedent(body), flags=re.MULTILINE)
    return f"**{heading.rstrip(COLONS)}**\n\n{items}"


def _without_docstring(template: str, function: ast.FunctionDef) -> str:
    """A function's source without its docstring, which stands above it in the notebook."""
    lines = template.splitlines()
    first = min([function.lineno, *(each.lineno for each in function.decorator_list)])
    text, *rest = function.body
    end = text.end_lineno or text.lineno
    while rest and not lines[end].strip():
        end += 1
    return "\n".join([*lines[first - 1 : text.lineno - 1], *lines[end : function.end_lineno]])


def _text(name: str, source: str) -> Cell:
    return {"cell_type": "markdown", "id": name, "metadata": {}, "source": _lines(source)}


def _code(name: str, source: str) -> Cell:
    return {
        "cell_type": "code",
        "execution_count": None,
        "id": name,
        "metadata": {},
        "outputs": [],
        "source": _lines(source),
    }


def _lines(source: str) -> list[str]:
    return source.strip("\n").splitlines(keepends=True)
