"""TOML that was written reads as what was written."""

from __future__ import annotations

from pathlib import Path

from grader.core.assignment import DEFAULT
from grader.core.toml import read_toml, to_toml
import pytest

TABLES: list[dict[str, object]] = [
    read_toml(DEFAULT),
    {},
    {"text": 'a "quote", a \\ and 中文\n', "number": -1.5e-9, "yes": True, "none": []},
    {"a name": {"with.dot": 1}, "points": [[0, 1], [2.5, 3]], "mixed": [{"x": 1}, {"y": [2]}]},
    {"case": [{"name": "one", "inner": {"deep": {"deeper": [1, {"x": "y"}]}}}], "last": 1},
]


@pytest.mark.parametrize("table", TABLES)
def test_what_is_written_reads_the_same(table: dict[str, object], tmp_path: Path) -> None:
    path = tmp_path / "table.toml"
    path.write_text(to_toml(table), "utf-8")
    assert read_toml(path) == table
