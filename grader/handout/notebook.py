"""Making `student_template.ipynb` from `student_template.py`: the same blanks, each in its own
cell.

The notebook's other cells do nothing outside a notebook: when it is marked, `__name__` differs.
"""

from __future__ import annotations

import ast
from collections.abc import Iterable, Iterator
import json
import re
import textwrap

from grader.core.language import ENGLISH, Language, message
from grader.core.subject import Subject
from grader.handout.template import blanks_to_fill

HOW = message("""\
Fill in {blanks} below, each in place of its NotImplementedError, and run the cells from
the top. The last cell shows the marks.

The folder `grader` of the kit that you were given must be next to this notebook. In Colab, upload
the kit's zip to the files on the left before you run the next cell.""")
SHOW = message("What your functions make so far:")
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
"""
INDENT = " " * 4
ONLY_HERE = 'if __name__ == "__main__":\n'
CHECK = """\
from grader.cli.notebook import check

check(lang="{language}")
"""
COLONS = ":\N{FULLWIDTH COLON}"

Cell = dict[str, object]


def make_notebook(template: str, subject: Subject, language: Language = ENGLISH) -> str:
    """The notebook made from the template's source, as JSON (nbformat 4.5)."""
    cells = [
        {**cell, "id": f"{number:02d}-{cell['id']}"}
        for number, cell in enumerate(_cells(template, subject, language))
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


def _cells(template: str, subject: Subject, language: Language) -> Iterator[Cell]:
    tree, own = ast.parse(template), subject.handout.cells
    functions = [node for node in tree.body if isinstance(node, ast.FunctionDef)]
    yield _text("task", f"# {_about(tree)}")
    blanks = ", ".join(blanks_to_fill(subject))
    yield _text("how", language.translate(HOW).format(blanks=blanks))
    yield _code("kit", f"{SET_UP}{textwrap.indent(own.first, INDENT)}")
    yield _code("imports", _imports(template, tree, functions))
    for function in functions:
        blank = subject.blank_of(function.name)
        title = f"## {blank.id}: `{function.name}`" if blank else f"## `{function.name}`"
        slug = function.name.replace("_", "-")
        yield _text(f"about-{slug}", f"{title}\n\n{_as_markdown(function)}")
        yield _code(slug, _without_docstring(template, function))
    if own.show:
        yield _text("see", language.translate(SHOW))
        names = ",\n    ".join(each.name for each in functions)
        yield _code(
            "pictures", _only_here(own.show.format(functions=names, language=language.short))
        )
    yield _text("marks", language.translate(MARKS))
    yield _code("check", _only_here(CHECK.format(language=language.short)))


def _only_here(code: str) -> str:
    """Code that does nothing where the notebook is marked."""
    return ONLY_HERE + textwrap.indent(code, INDENT)


def _about(tree: ast.Module) -> str:
    """The template's own docstring, without the lines on how to run a file."""
    paragraphs = (ast.get_docstring(tree) or "").split("\n\n")
    return "\n\n".join(
        paragraph
        for paragraph in paragraphs
        if "student_template" not in paragraph and "NotImplementedError" not in paragraph
    )


def _imports(template: str, tree: ast.Module, functions: list[ast.FunctionDef]) -> str:
    """The imports but for those that only the end of a file needs, which is run as a program."""
    program = [node for node in tree.body if isinstance(node, ast.If)]
    left_out = _names(program) - _names(functions)
    imports = [
        ast.get_source_segment(template, node) or ""
        for node in tree.body
        if isinstance(node, (ast.Import, ast.ImportFrom))
        if not {(alias.asname or alias.name).split(".")[0] for alias in node.names} <= left_out
    ]
    return "\n".join(imports)


def _names(nodes: Iterable[ast.AST]) -> set[str]:
    return {each.id for node in nodes for each in ast.walk(node) if isinstance(each, ast.Name)}


def _as_markdown(function: ast.FunctionDef) -> str:
    """A docstring with its sections as lists: Markdown would join their lines."""
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
