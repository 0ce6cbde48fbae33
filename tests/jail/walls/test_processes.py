"""What /proc says of processes that come and go."""

from __future__ import annotations

from pathlib import Path

from grader.jail.walls.processes import statuses


def test_a_process_that_is_gone_is_passed_over(tmp_path: Path) -> None:
    (tmp_path / "12").mkdir()
    (tmp_path / "13").mkdir()
    (tmp_path / "13" / "status").write_text("")
    (tmp_path / "14").mkdir()
    (tmp_path / "14" / "status").write_text("Name:\tx\nUid:\t1\t1\t1\t1\nThreads:\t3\n")
    assert [each["Threads"].strip() for each in statuses(tmp_path)] == ["3"]
