"""Files are whole, and as open as the user's umask says."""

from __future__ import annotations

import os
from pathlib import Path
import stat

from grader.core.errors import BadInput
from grader.core.files import write_whole
import pytest


@pytest.mark.parametrize(("umask", "mode"), [(0o077, 0o600), (0o022, 0o644), (0o007, 0o660)])
def test_the_umask_says_who_may_read(tmp_path: Path, umask: int, mode: int) -> None:
    before = os.umask(umask)
    try:
        write_whole(tmp_path / "report.html", "marks")
    finally:
        os.umask(before)
    assert stat.S_IMODE((tmp_path / "report.html").stat().st_mode) == mode


def test_it_needs_nothing_that_windows_lacks(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Python has fchmod there since 3.13."""
    monkeypatch.delattr(os, "fchmod")
    write_whole(tmp_path / "new" / "report.html", b"marks")
    assert (tmp_path / "new" / "report.html").read_bytes() == b"marks"


def test_what_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    (tmp_path / "report.html").mkdir()
    with pytest.raises(BadInput, match="cannot be written"):
        write_whole(tmp_path / "report.html", "marks")
    assert os.listdir(tmp_path) == ["report.html"]
