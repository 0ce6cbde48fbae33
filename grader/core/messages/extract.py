"""All that people read, collected from the sources: what the catalogues must translate."""

from __future__ import annotations

import ast
from collections.abc import Iterator
from pathlib import Path

from babel.messages.extract import extract_from_file
from grader import PACKAGE
from grader.core.messages.strings import sentences
from grader.goldens.catalogue import read_mistakes
from grader.handout.template import BLOCK

REFERENCE = PACKAGE.parent / "reference_solution.py"
KEYWORDS = {"_": None, "message": None, "translate": None}

SENTENCES = (
    "core/answer.py",
    "marking/session.py",
    "core/errors.py",
    "core/files.py",
    "goldens/store.py",
    "marking/grader.py",
    "core/language.py",
    "core/submission.py",
    "intake/one_file.py",
    "jail/run/student.py",
    "networks/classes.py",
    "gradcam/diagnosis.py",
    "gradcam/exercises.py",
    "gradcam/experiment/solution.py",
    "gradcam/gallery.py",
    "gradcam/likeness.py",
    "networks/spec.py",
    "networks/network.py",
    "networks/plain_form.py",
    "networks/scenes.py",
    "networks/unguided.py",
    "networks/vgg16.py",
)
"""Modules whose sentences reach a student in a hint, through an exception or from the jail."""


def extract() -> dict[str, str]:
    """Every message, and where it is from, in an order that stays."""
    found: dict[str, str] = {}
    for place, text in _all():
        if text:
            found.setdefault(text, place)
    return found


def _all() -> Iterator[tuple[str, str]]:
    for text in reference_texts(REFERENCE.read_text("utf-8")):
        yield REFERENCE.name, text
    for path in sorted(PACKAGE.rglob("*.py")):
        yield from _marked("python", path)
    for path in sorted(PACKAGE.glob("results/html/templates/*.j2")):
        yield from _marked("jinja2.ext:babel_extract", path)
    for name in SENTENCES:
        for text in sentences((PACKAGE / name).read_text("utf-8")):
            yield f"grader/{name}", text
    for mistake in read_mistakes(PACKAGE / "gradcam" / "mistakes"):
        yield f"grader/gradcam/mistakes/{mistake.blank.lower()}.toml", mistake.hint


def _marked(method: str, path: Path) -> Iterator[tuple[str, str]]:
    """Messages in `_()`, `translate()` or `message()`."""
    for _line, text, *_rest in extract_from_file(method, path, KEYWORDS):
        if isinstance(text, str):
            yield path.relative_to(PACKAGE.parent).as_posix(), text


def reference_texts(reference: str) -> Iterator[str]:
    """What the template says: the reference's docstrings, and what is to be done in each blank."""
    for node in ast.walk(ast.parse(reference)):
        if isinstance(node, (ast.Module, ast.FunctionDef)) and (text := ast.get_docstring(node)):
            yield text
    for block in BLOCK.finditer(reference):
        yield f"{block['blank']}: {block['task']}"
