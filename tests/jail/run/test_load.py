"""Running a submission's file: what fails outside of its functions, and what a notebook has."""

from __future__ import annotations

import sys

from grader.jail.run.load import load
from grader.jail.run.student import note
import pytest

FUNCTION = "def answer(x):\n    return x + LATER\n"


def of_cells(*cells: str) -> bytes:
    """The source that intake makes of a notebook."""
    return "\n".join(f"# Code cell {n}\n{cell}\n" for n, cell in enumerate(cells, 1)).encode()


@pytest.mark.parametrize(
    "harmless",
    ["1 / 0", "quit()", "raise SystemExit(2)", "open('no such file')", "import no_such_package"],
)
def test_code_that_fails_below_the_functions_is_noted(harmless: str) -> None:
    source = f"LATER = 1\n{FUNCTION}\n{harmless}\nLATER = 2\n"
    loaded = load(source.encode())
    assert len(loaded.failed) == 1
    assert loaded.module.answer(1) == 2, "a Python file ends where it fails"
    assert f"line 5: `{harmless}`".encode() in note(loaded.failed[0])


@pytest.mark.parametrize(
    "source",
    [
        f"1 / 0\n{FUNCTION}",
        f"import no_such_package\n{FUNCTION}",
        f"@no_such_decorator\n{FUNCTION}",
        f"if True:\n    1 / 0\n    {FUNCTION!r}\n    def other(): pass\n",
        "1 / 0\n",
        "quit()\n",
    ],
)
def test_code_that_fails_before_a_function_is_defined_counts(source: str) -> None:
    with pytest.raises((ZeroDivisionError, ImportError, NameError, SystemExit)):
        load(source.encode())


def test_too_little_memory_counts_wherever_it_is_met() -> None:
    """Another try may have more."""
    with pytest.raises(MemoryError):
        load(f"{FUNCTION}raise MemoryError\n".encode())
    with pytest.raises(ZeroDivisionError):
        load(f"{FUNCTION}1 / 0\n".encode(), ("ZeroDivisionError",))


def test_a_notebook_goes_on_after_a_cell_that_fails() -> None:
    loaded = load(of_cells("1 / 0", FUNCTION, "x = 1\nquit()\nx = 2", "LATER = 5"))
    assert [type(error) for error in loaded.failed] == [ZeroDivisionError, SystemExit]
    assert (loaded.module.answer(1), loaded.module.x) == (6, 1)
    assert b"cell 1, line 1: `1 / 0`" in note(loaded.failed[0])
    assert b"cell 3, line 2: `quit()`" in note(loaded.failed[1])


def test_an_import_that_fails_counts_in_a_notebook_unless_nothing_is_defined_after_it() -> None:
    with pytest.raises(ModuleNotFoundError):
        load(of_cells("import no_such_package", FUNCTION))
    assert len(load(of_cells(FUNCTION, "import no_such_package")).failed) == 1


def test_a_cell_that_defines_a_function_after_its_failure_counts() -> None:
    with pytest.raises(ZeroDivisionError):
        load(of_cells(f"1 / 0\n{FUNCTION}", "LATER = 1"))


def test_a_notebook_has_the_names_of_a_notebook(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("IPython", "IPython.display"):
        monkeypatch.setitem(sys.modules, name, sys)  # to be put back afterwards
    cells = (
        "get_ipython().run_line_magic('matplotlib', 'inline')",
        "from IPython.display import Image, display as show\nimport IPython",
        "display(Image('x.png'), 1)\nshow(IPython.get_ipython())",
        FUNCTION,
    )
    assert not load(of_cells(*cells)).failed
    with pytest.raises(NameError):
        load(f"display(1)\n{FUNCTION}".encode())


def test_what_the_file_asks_of_the_compiler_holds_in_every_cell() -> None:
    annotated = "def answer(x: NoSuchType) -> NoOther:\n    return x\n"
    loaded = load(of_cells("from __future__ import annotations", annotated))
    assert loaded.module.answer.__annotations__ == {"x": "NoSuchType", "return": "NoOther"}


def test_a_file_with_a_comment_like_a_cell_s_is_no_notebook() -> None:
    with pytest.raises(NameError):
        load(f"import sys\n# Code cell 1\ndisplay(1)\n{FUNCTION}".encode())
