"""Reading takes time and memory in proportion, within limits, and costs only who made it so."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
import itertools
import json
import os
from pathlib import Path
import signal
import sys
import time

from grader.intake.archive import Bounds, students_archive
from grader.intake.canvas import sort_canvas
from grader.intake.choice import choose
from grader.intake.collecting import collect
from grader.intake.gradescope import read_metadata
from grader.intake.handed_in import kind
from grader.intake.magics import without_magics
from grader.intake.moodle import sort_moodle
from grader.intake.names import fit_name, told_apart
from grader.intake.notebook import python_of
from grader.intake.reader import Reader, ReadingLimits
from grader.intake.syntax import first_problem
from grader.intake.tree import Bundle, File, Refused
import pytest

from tests.intake.builders import FUNCTIONS, lay, notebook, solved, zipped


def file(name: str, content: str = "") -> File:
    return File(name, lambda most: content.encode()[:most])


READ: dict[str, Callable[[str], object]] = {
    "magics": without_magics,
    "notebook": lambda text: python_of(notebook(text).encode()),
    "JSON": lambda text: python_of(text.encode()),
    "Python": lambda text: first_problem([text]),
    "choice": lambda text: choose(Bundle("a", (file("a.py", text),)), FUNCTIONS),
    "canvas": lambda text: sort_canvas([file(text)]),
    "moodle": lambda text: sort_moodle([file(text)]),
    "gradescope": read_metadata,
    "name": fit_name,
    "ending": kind,
    "archive": lambda text: students_archive("a.zip", zipped({text: "x"}), Bounds()),
}
"""What reads strangers' text."""

PATTERNS = (
    *" \n\ta%!?#(-1/.:'\"\\",
    *(
        "a.",
        "a ",
        " =",
        "= ",
        "a=",
        "a? ",
        "\\'",
        "'''\"",
        "[{",
        "_1",
        "_LATE",
        "1_",
        "../",
        "'a':",
    ),
    *("  :a:", "  - :name: x\n", "x:\n", "raise ", "raise\t", "def ", "def gg_relu\n", "\u202e"),
    *(
        "\u0e33",
        '{"a":',
        "[1,",
        "f'{",
        "x;",
        ".py",
        ".py.txt",
        "@a\n",
        "lambda:",
        "not ",
        "if 1:\n ",
    ),
)
ENDS = ("", "\nx", "!")
SHORT = 4_000
"""Characters. Four times as many are 16,000: the square of that takes a second at least."""


def seconds(read: Callable[[str], object], text: str, times: int = 1) -> float:
    """Of the processor, at best of so many times."""
    taken = []
    for _ in range(times):
        began = time.process_time()
        with suppress(Refused):
            read(text)
        taken.append(time.process_time() - began)
    return min(taken)


@pytest.mark.parametrize("reader", list(READ))
def test_four_times_the_text_takes_about_four_times_as_long(reader: str) -> None:
    """Sixteen times as long would be a pattern that tries all pairs of places."""
    read = READ[reader]
    for pattern, end in itertools.product(PATTERNS, ENDS):
        text = pattern * (SHORT // len(pattern))
        if seconds(read, 4 * text + end) > 0.03:
            once, longer = seconds(read, text + end, 3), seconds(read, 4 * text + end, 3)
            assert longer < 8 * once, f"{pattern!r}: {once:.4f} s, then {longer:.4f} s"


def test_told_apart_takes_as_long_as_there_are_names() -> None:
    def told(count: int) -> float:
        names = ["same"] * count
        return seconds(lambda _: told_apart(names, [str(n) for n in range(count)]), "", 3)

    once = told(1_000)
    assert told(4_000) < 10 * once


def test_a_notebook_of_a_million_spaces_is_read_at_once(tmp_path: Path) -> None:
    """Its 1.2 KB of zip stopped `grade` for half an hour."""
    hostile = zipped({"a.ipynb": notebook(" " * 1_000_000 + "x")})
    began = time.monotonic()
    ann, bob = collect(lay(tmp_path, {"ann.zip": hostile, "bob.py": solved()}), FUNCTIONS)
    assert time.monotonic() - began < 20
    assert "is not Python" in str(ann.problem)
    assert bob.source


def slow() -> dict[str, str]:
    """Files that take some seconds of the processor, as one student's."""
    return {f"{number}.ipynb": notebook("x = '" + "a" * 1_000_000 + "'") for number in range(20)}


@pytest.mark.parametrize(
    "limits", [ReadingLimits(cpu_seconds=1), ReadingLimits(cpu_seconds=600, wall_seconds=1.0)]
)
def test_what_takes_too_long_costs_its_author_alone(tmp_path: Path, limits: ReadingLimits) -> None:
    """By the processor's time, and where the system cannot limit that, by the clock."""
    lay(tmp_path / "bob", slow())
    lay(tmp_path, {f"{name}.ipynb": notebook(solved(name)) for name in ("ann", "cem", "dee")})
    ann, bob, cem, dee = collect(tmp_path, FUNCTIONS, limits)
    assert str(bob.problem) == "It takes too long to read."
    assert all(each.source for each in (ann, cem, dee))


@pytest.mark.skipif(sys.platform != "linux", reason="elsewhere memory cannot be limited so")
def test_what_takes_too_much_memory_costs_its_author_alone(tmp_path: Path) -> None:
    lay(tmp_path, {"bob.ipynb": "[" + "[]," * 2_000_000 + "[]]"})
    lay(tmp_path, {f"{name}.ipynb": notebook(solved(name)) for name in ("ann", "cem", "dee")})
    limits = ReadingLimits(memory_bytes=96 << 20)
    ann, bob, cem, dee = collect(tmp_path, FUNCTIONS, limits)
    assert str(bob.problem) == "It takes too much memory to read."
    assert all(each.source for each in (ann, cem, dee))


def test_a_reading_process_that_dies_costs_nobody_their_work(tmp_path: Path) -> None:
    """It may be over what it had read before: another one tries again."""
    lay(tmp_path, {"ann.py": solved("ann"), "bob.py": solved("bob")})
    with Reader(tmp_path, "class") as reader:
        ann, bob = reader.listing().labels
        assert reader.choose(ann, FUNCTIONS).source == solved("ann").encode()
        _kill(reader)
        assert reader.choose(bob, FUNCTIONS).source == solved("bob").encode()


def test_a_process_that_dies_each_time_is_a_sentence(tmp_path: Path) -> None:
    lay(tmp_path, {"ann.py": solved("ann")})
    with Reader(tmp_path, "class") as reader:
        (ann,) = reader.listing().labels
        _kill(reader)
        with pytest.raises(Refused, match="it crashes Python itself"):
            reader.choose(ann, FUNCTIONS)


def _kill(reader: Reader) -> None:
    process = reader._process
    assert process is not None
    process.send_signal(signal.SIGKILL)
    process.wait()


def test_what_is_gone_since_it_was_listed_is_a_sentence(tmp_path: Path) -> None:
    lay(tmp_path, {"ann.py": solved("ann"), "bob.py": solved("bob")})
    with Reader(tmp_path, "class") as reader:
        ann, _bob = reader.listing().labels
        reader.choose(ann, FUNCTIONS)
        os.unlink(tmp_path / "ann.py")
        with pytest.raises(Refused, match="cannot be read"):
            reader.choose(ann, FUNCTIONS)
        _kill(reader)
        with pytest.raises(Refused, match="no longer exists"):
            reader.choose(ann, FUNCTIONS)


def test_no_process_is_left(tmp_path: Path) -> None:
    with Reader(lay(tmp_path, {"ann.py": solved()}), "class") as reader:
        reader.listing()
        process = reader._process
    assert process is not None
    assert process.returncode is not None


def test_names_of_any_bytes_come_back_as_they_were(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\xe2\x80\xae\n"
    if sys.platform != "linux":
        pytest.skip("other systems refuse such names")
    with open(raw + b".py", "w") as out:
        out.write(solved())
    with Reader(tmp_path, "class") as reader:
        (label,) = reader.listing().labels
        assert os.fsencode(label.origin) == os.path.basename(raw) + b".py"
        assert reader.choose(label, FUNCTIONS).source


def test_three_hundred_students_are_read_within_seconds(tmp_path: Path) -> None:
    """One process reads them all; it imports nothing but the standard library."""
    for number in range(300):
        content = notebook(solved(str(number))) if number % 2 else ""
        name = "a.ipynb" if content else "a.py"
        lay(tmp_path, {f"{number:03}/{name}": content or solved(str(number))})
    began = time.monotonic()
    intake = collect(tmp_path, FUNCTIONS)
    assert time.monotonic() - began < 30
    assert not any(each.problem for each in intake)
    assert json.dumps(intake.notes) == "[]"
