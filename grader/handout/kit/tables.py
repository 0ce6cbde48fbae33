"""The kit's assignment as TOML, made of what was read, so that no comment slips in."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from grader.core.assignment import Assignment
from grader.core.toml import toml_table


def assignment_toml(assignment: Assignment, settings: Mapping[str, Any]) -> str:
    """An assignment whose folders are the kit's; `settings` are the subject's there."""
    top = {
        "title": assignment.title,
        "subject": assignment.subject,
        **settings,
        "goldens": "../expected_outputs",
    }
    tables = [toml_table(top), "[points]\n" + toml_table(assignment.points)]
    tables.append("[limits]\n" + toml_table(assignment.limits.model_dump()))
    for case in assignment.cases:
        tables.append("[[case]]\n" + toml_table(case.model_dump(by_alias=True)))
    return "\n".join(tables)
