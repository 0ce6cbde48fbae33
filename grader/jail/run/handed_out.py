"""Which packages a submission can import: Python's own library, and what the lock file names.

The rule is the same on every machine, whatever else is installed there, so that a student's own
check refuses what marking would refuse. It is no protection: a submission can undo it, and then
finds at home what it will not find where it is marked.
"""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator
from contextlib import suppress
from importlib.machinery import BuiltinImporter, FrozenImporter, ModuleSpec
from importlib.metadata import Distribution, distributions
from pathlib import Path
import re
import sys
from typing import Any

from grader import ROOT

LOCKS = ROOT / "requirements-run.lock", ROOT / "requirements.lock"
"""The lock file without what only tests need, and the same one in a kit."""

VARIANTS = {"opencv-python-headless": "opencv-python"}
"""What `grader.cli.opencv` installs in place of another package."""

_NAMED = re.compile(r"^([A-Za-z0-9][A-Za-z0-9._-]*)==", re.MULTILINE)


class Without:
    """A finder of modules that finds some packages no more, as if they were not installed."""

    def __init__(self, finder: Any, others: Collection[str]) -> None:
        self._finder, self._others = finder, others

    def find_spec(self, name: str, path: Any = None, target: Any = None) -> ModuleSpec | None:
        """Where a module is; None where there is none, or it is not to be found."""
        if name in self._others:
            return None
        found: ModuleSpec | None = self._finder.find_spec(name, path, target)
        return found

    def __getattr__(self, name: str) -> Any:
        return getattr(self._finder, name)


def hide_other_packages(locks: Iterable[Path] = LOCKS) -> None:
    """Let no package be imported from now on but those that the first of the lock files names.

    To be called once, before student code. What has been imported already stays. Without a lock
    file nothing is hidden.
    """
    lock = next((path for path in locks if path.exists()), None)
    if lock is None:
        return
    others = other_packages(handed_out(lock.read_text("utf-8")))
    pythons_own = BuiltinImporter, FrozenImporter
    sys.meta_path[:] = [
        finder if finder in pythons_own else Without(finder, others) for finder in sys.meta_path
    ]


def handed_out(lock: str) -> frozenset[str]:
    """The distributions that a lock file's text names."""
    return frozenset(_normal(name) for name in _NAMED.findall(lock))


def other_packages(
    handed_out: Collection[str], installed: Iterable[Distribution] | None = None
) -> frozenset[str]:
    """The modules and packages that only distributions which are not handed out bring.

    Python's own and those of the subject are no distribution's.
    """
    others: set[str] = set()
    shared: set[str] = set()
    for each in distributions() if installed is None else installed:
        name = _normal(each.metadata["Name"] or "")
        is_handed_out = VARIANTS.get(name, name) in handed_out
        # A namespace such as `google` belongs to several.
        (shared if is_handed_out else others).update(_modules(each))
    return frozenset(others - shared - set(sys.stdlib_module_names))


def _modules(distribution: Distribution) -> Iterator[str]:
    """The names that a distribution can be imported by."""
    listed: str | None = None
    with suppress(OSError, UnicodeError):  # as one may be half installed
        listed = distribution.read_text("top_level.txt")
    if listed is not None:
        yield from listed.split()
        return
    for file in distribution.files or ():
        first = file.parts[0]
        if len(file.parts) > 1 and first.isidentifier():
            yield first
        elif len(file.parts) == 1 and file.suffix in (".py", ".so", ".pyd"):
            yield first.partition(".")[0]


def _normal(name: str) -> str:
    return re.sub(r"[-_.]+", "-", name).lower()
