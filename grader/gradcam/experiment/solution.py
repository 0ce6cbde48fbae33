"""The functions under experiment: those of one's own file or notebook, which is simply run."""

from __future__ import annotations

from dataclasses import fields
from pathlib import Path
from types import ModuleType

from grader.core.errors import BadInput
from grader.core.text import Message
from grader.gradcam.explain import Blanks
from grader.intake.notebook import python_of
from grader.intake.tree import Refused

KINDS = (".py", ".ipynb")


def read_solution(path: Path) -> Blanks:
    """The five functions in a file or a notebook. Raises BadInput where it lacks one."""
    if not path.is_file() or path.suffix not in KINDS:
        raise BadInput(
            Message("{path} is not a Python file or a notebook.", path=path),
            Message("Name the file with your four blanks."),
        )
    try:
        source = path.read_bytes()
        code = compile(python_of(source) if path.suffix == ".ipynb" else source, path, "exec")
    except Refused as error:
        raise BadInput(
            Message("{path} cannot be read: {error}", path=path, error=error.args[0])
        ) from error
    module = ModuleType("solution")
    exec(code, module.__dict__)
    missing = [field.name for field in fields(Blanks) if not hasattr(module, field.name)]
    if missing:
        raise BadInput(
            Message("{path} has no {missing}.", path=path, missing=", ".join(missing)),
            Message("Begin with student_template.py."),
        )
    return Blanks(*(getattr(module, field.name) for field in fields(Blanks)))
