"""Which packages a submission can import: by the lock file, on every machine."""

from __future__ import annotations

import importlib
from importlib.metadata import Distribution, PathDistribution
import importlib.util
from pathlib import Path
import sys

from grader import ROOT
from grader.jail.run.handed_out import (
    LOCKS,
    handed_out,
    hide_other_packages,
    other_packages,
)
import pytest

LOCK = "numpy==2.0 \\\n    --hash=sha256:00\nOpenCV_Python==4.11 ; sys_platform == 'linux'\n"


def installed(folder: Path, name: str, *files: str) -> Distribution:
    """A distribution as pip leaves it."""
    info = folder / f"{name}-1.0.dist-info"
    info.mkdir(parents=True)
    (info / "METADATA").write_text(f"Metadata-Version: 2.1\nName: {name}\nVersion: 1.0\n")
    (info / "RECORD").write_text("".join(f"{file},,\n" for file in files))
    return PathDistribution(info)


def test_what_the_lock_file_names_is_handed_out() -> None:
    assert handed_out(LOCK) == {"numpy", "opencv-python"}
    assert {"tensorflow", "tensorflow-cpu", "scipy"} <= handed_out(LOCKS[0].read_text())
    assert not {"pytest", "hypothesis", "pandas"} & handed_out(LOCKS[0].read_text())


def test_other_packages_are_those_that_only_other_distributions_bring(tmp_path: Path) -> None:
    all_installed = [
        installed(tmp_path, "numpy", "numpy/__init__.py", "common/a.py"),
        installed(tmp_path, "opencv-python-headless", "cv2/__init__.py"),
        installed(tmp_path, "pandas", "pandas/__init__.py", "common/b.py", "json/x.py"),
        installed(tmp_path, "one-file", "one_file.py", "../../bin/one"),
        installed(tmp_path, "of-c", "of_c.cpython-311-x86_64-linux-gnu.so"),
    ]
    others = other_packages(handed_out(LOCK), all_installed)
    assert others == {"pandas", "one_file", "of_c"}


def test_what_the_exercises_stand_on_is_never_hidden() -> None:
    lock = (ROOT / "requirements-run.lock").read_text("utf-8")
    needed = {"tensorflow", "keras", "numpy", "cv2", "PIL", "skimage", "scipy", "matplotlib"}
    assert not needed & other_packages(handed_out(lock))


def test_a_hidden_package_is_as_if_it_were_not_installed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(sys, "meta_path", list(sys.meta_path))
    lock = tmp_path / "some.lock"
    hide_other_packages((lock,))
    assert importlib.util.find_spec("nbformat") is not None, "without a lock nothing is hidden"
    lock.write_text(LOCK)
    hide_other_packages((tmp_path / "none.lock", lock))
    monkeypatch.delitem(sys.modules, "nbformat", raising=False)
    assert importlib.util.find_spec("nbformat") is None
    with pytest.raises(ModuleNotFoundError, match="No module named 'nbformat'") as raised:
        importlib.import_module("nbformat")
    assert raised.value.name == "nbformat"
    assert importlib.util.find_spec("wave") is not None
    assert importlib.util.find_spec("numpy") is not None
