"""The names that a notebook has and a Python file has not: `display`, `get_ipython`, `IPython`.

Where a notebook is marked there is no notebook, and nothing to show: they take what they are given,
and do nothing. A student who replaces them changes nothing but their own answer.
"""

from __future__ import annotations

import sys
from types import ModuleType
from typing import Any


class Nothing:
    """Whatever is called on it or asked of it gives nothing more than itself."""

    def __call__(self, *_given: Any, **_options: Any) -> Nothing:
        return self

    def __getattr__(self, name: str) -> Nothing:
        if name.startswith("__"):  # such as __array__: it is no value of any kind
            raise AttributeError(name)
        return self


class _Quiet(ModuleType):
    """A module in which every name does nothing."""

    def __getattr__(self, name: str) -> Any:
        if name.startswith("__"):
            raise AttributeError(name)
        return Nothing()


def give_notebook_names(module: ModuleType) -> None:
    """Give a submission that was a notebook the names that it may use in one."""
    nothing = Nothing()
    module.__dict__.update(display=nothing, get_ipython=nothing)
    shell = _Quiet("IPython")
    shell.__path__ = []  # a package, of which the next is a part
    display = _Quiet("IPython.display")
    shell.__dict__["display"] = display
    sys.modules.update({"IPython": shell, "IPython.display": display})
