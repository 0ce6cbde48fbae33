"""The functions under experiment: those of one's own file, which is simply imported."""

from __future__ import annotations

from dataclasses import fields
import importlib.util
from pathlib import Path

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.gradcam.explain import Blanks


def read_solution(path: Path) -> Blanks:
    """The five functions in a Python file. Raises BadInput where it is none, or lacks one."""
    spec = importlib.util.spec_from_file_location("solution", path)
    if not path.is_file() or spec is None or spec.loader is None:
        raise BadInput(
            Message("{path} is not a Python file.", path=path),
            Message("Name the file with your four blanks."),
        )
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    missing = [field.name for field in fields(Blanks) if not hasattr(module, field.name)]
    if missing:
        raise BadInput(
            Message("{path} has no {missing}.", path=path, missing=", ".join(missing)),
            Message("Begin with student_template.py."),
        )
    return Blanks(*(getattr(module, field.name) for field in fields(Blanks)))
