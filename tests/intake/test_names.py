"""Names: fit for a page, a table and a file; and never two alike."""

from __future__ import annotations

import os
from pathlib import Path
import sys
import unicodedata

from grader.intake import fit_name
from grader.intake.names import LONGEST_NAME, SUFFIXES, fit_person, told_apart
from hypothesis import given
from hypothesis import strategies as st
import pytest

from tests.intake.builders import collect, lay, notes_of, solved, zipped

ANY_NAME = st.text(max_size=200)  # surrogates and control characters among it


@given(ANY_NAME)
def test_a_fit_name_can_be_a_files_name(name: str) -> None:
    fit = fit_name(name)
    assert not any(unicodedata.category(character).startswith("C") for character in fit)
    assert "/" not in fit
    assert "\\" not in fit
    assert 0 < len(fit.encode()) <= LONGEST_NAME
    assert fit_name(fit) == fit


def test_the_longest_names_page_is_a_file() -> None:
    """ext4 ends at 255 bytes."""
    assert LONGEST_NAME + len("-") + SUFFIXES[-1] + len(".html") <= 255


@pytest.mark.parametrize("name", ["ศาสตราจารย์กิตติพัฒน์ วงศ์ประเสริฐสุข" * 3, "a" * 300])
def test_the_number_at_the_end_of_a_long_name_stays(name: str) -> None:
    fit = fit_name(f"{name} 6501234567")
    assert "6501234567" in fit
    assert len(fit.encode()) <= LONGEST_NAME


@given(st.lists(ANY_NAME, unique=True, max_size=8))
def test_no_two_names_become_one(names: list[str]) -> None:
    fit = told_apart([fit_name(name) for name in names], [f"origin {name}" for name in names])
    assert len({name.casefold() for name in fit}) == len(names)


def test_nobody_can_take_the_name_that_another_is_given() -> None:
    """alice and Alice are told apart by a suffix that anybody can work out, and hand in."""
    origins = ["alice.py", "Alice.py"]
    names = ["alice", "Alice"]
    honest = told_apart(names, origins)
    for _ in range(3):
        names.append(told_apart(names, origins)[0])
        origins.append(f"{names[-1]}.py")
    told = told_apart([*names, "bob"], [*origins, "bob.py"])
    assert len({name.casefold() for name in told}) == len(told)
    assert told[1] == honest[1]  # whom the forger did not aim at
    assert told[-1] == "bob"
    backwards = told_apart(names[::-1], origins[::-1])
    assert backwards[::-1] == told[:-1]


def test_two_files_and_a_forged_one_are_three_submissions(tmp_path: Path) -> None:
    lay(tmp_path, {"alice.py": solved("a"), "alice/b.py": solved("b")})
    forged = next(each.name for each in collect(tmp_path) if each.source == solved("a").encode())
    lay(tmp_path, {f"{forged}.py": solved("forged")})
    assert len({each.name for each in collect(tmp_path)}) == 3


def test_an_ordinary_name_stays() -> None:
    assert fit_name("Jane Doe_12_assignsubmission_file") == "Jane Doe_12_assignsubmission_file"
    assert fit_name("José 张伟") == "José 张伟"


@pytest.mark.parametrize("other", ["ann.ipynb.py", "../../etc/passwd", "a\x1b[2Jb", "", " "])
def test_a_hostile_name_is_made_another(other: str) -> None:
    assert fit_name(other) != other or other == "ann.ipynb.py"


@pytest.mark.parametrize(
    ("name", "shown"),
    [
        ("क्\u200dष", "क्\u200dष"),
        ("Zoë 👩\u200d🎓", "Zoë 👩\u200d🎓"),
        ("a\x1b[2Jb\u202ec\nd", "a[2Jbc d"),
        ("\u202e", None),
        ("", None),
        (None, None),
    ],
)
def test_a_person_is_called_by_what_can_be_seen(name: str | None, shown: str | None) -> None:
    assert fit_person(name) == shown


def test_two_of_one_name_are_both_kept(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "ann.py": solved("file"),
            "ann/student_template.py": solved("folder"),
            "ann.zip": zipped({"student_template.py": solved("zip")}),
            "bob.py": solved(),
        },
    )
    intake = collect(tmp_path)
    assert len({each.name for each in intake}) == 4
    assert sum(each.name.startswith("ann-") for each in intake) == 3
    assert len(intake.notes) == 3
    assert all("More than one submission is called ann" in note for note in notes_of(intake))


def test_names_that_differ_in_case_alone_are_told_apart(tmp_path: Path) -> None:
    lay(tmp_path, {"Ann.py": solved(), "ann.py": solved()})
    if len(os.listdir(tmp_path)) == 2:
        names = [each.name.casefold() for each in collect(tmp_path)]
        assert len(set(names)) == 2


@pytest.mark.skipif(sys.platform != "linux", reason="other systems refuse such names")
def test_a_name_that_is_no_text(tmp_path: Path) -> None:
    raw = os.fsencode(tmp_path) + b"/\xff\x1b[31mann.py"
    with open(raw, "w") as file:
        file.write(solved("a"))
    (submission,) = collect(tmp_path)
    assert submission.source
    assert submission.name.isprintable()
