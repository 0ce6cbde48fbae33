"""The report's public format is written down, field by field, and what is written is true."""

from __future__ import annotations

from collections.abc import Iterator
import json
from pathlib import Path
from typing import Any

from grader.core.report import Report, schema
from grader.core.submission import Submission
from grader.marking.grader import Grader
import jsonschema
import pytest

ROOT = Path(__file__).parents[2]
SCHEMA = json.loads((ROOT / "docs" / "report.schema.json").read_text("utf-8"))


def test_the_schema_that_is_published_is_the_report_s() -> None:
    assert schema() == SCHEMA, "python -m grader schema > docs/report.schema.json"
    jsonschema.Draft202012Validator.check_schema(SCHEMA)


def test_every_field_says_what_it_is() -> None:
    assert [name for name, field in _fields(SCHEMA) if not field.get("description")] == []


def _fields(told: dict[str, Any]) -> Iterator[tuple[str, dict[str, Any]]]:
    for name, model in {"Report": told, **told["$defs"]}.items():
        yield from ((f"{name}.{field}", about) for field, about in model["properties"].items())


def test_a_report_fits_it_and_says_its_version(grader: Grader) -> None:
    source = (ROOT / "data" / "submissions" / "half_done.py").read_bytes()
    report = grader.grade(Submission("half_done", source), "").report
    told = json.loads(report.model_dump_json())
    jsonschema.validate(told, SCHEMA)
    assert told["version"] == 1
    with pytest.raises(jsonschema.ValidationError):
        jsonschema.validate({**told, "version": 2}, SCHEMA)


def test_a_report_from_before_there_was_a_version_is_read() -> None:
    old = {"submission": "a", "status": "graded", "score": 1, "max_score": 1}
    assert Report.model_validate(old).version == 1
