"""The walk: a messy class of 130, from the platform's download to the platform's gradebook."""

from __future__ import annotations

import csv
import json
from pathlib import Path

from grader.cli.commands import gradebook
from grader.cli.commands.export import Wanted, export_grades
from grader.cli.commands.grade import class_in
from grader.core.assignment import DEFAULT
from grader.core.errors import BadInput
from grader.results.gradebook import Gradebook
import pytest

from tests.intake.builders import lay, messy, solved, zipped
from tests.marking.fake_grading import Instructor

CLASS = 130
UNREADABLE = sum(not mess.is_readable for mess in messy.MESSES.values())


@pytest.fixture
def prof(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Instructor:
    return Instructor(tmp_path, monkeypatch)


def download(place: Path, name: str, files: messy.Files) -> Path:
    """What the platform handed out, as it came."""
    return lay(place, {name: zipped(files)}) / name


def worksheet(place: Path, count: int) -> Path:
    """Moodle's, with one who handed in nothing, in German, as Excel saves it again."""
    lines = ["ID;Vollständiger Name;E-Mail-Adresse"]
    for name, id_, _ in messy.handed_in(count):
        lines.append(f"Teilnehmer/in{7_000_000 + id_};{name};s{id_}@x.org")
    lines.append("Teilnehmer/in7999999;Nobody Here;nobody@x.org")
    return lay(place, {"worksheet.csv": "\r\n".join(lines).encode("utf-8-sig")}) / "worksheet.csv"


def reports(out: Path) -> dict[str, dict[str, object]]:
    grades = json.loads((out / "grades.json").read_text("utf-8"))["submissions"]
    return {each["submission"]: each for each in grades}


def test_a_moodle_class_and_back(prof: Instructor, capsys: pytest.CaptureFixture[str]) -> None:
    files = messy.moodle(CLASS)
    stranger = "Eve Stranger_7888888_assignsubmission_file_/student_template.py"
    files[stranger] = solved("20 20")
    place, roster = prof.place, worksheet(prof.place, CLASS)
    zip_ = download(place, "moodle.zip", files)
    assert prof.grade("moodle.zip", take_in=class_in(zip_, roster, (), "")) == 0
    said = capsys.readouterr().out
    assert "Not on the roster: Eve Stranger (7888888)." in said
    assert "On the roster, but without a submission (1): Nobody Here." in said
    found = reports(prof.out)
    assert len(found) == CLASS + 1
    assert sum(each["status"] == "unreadable" for each in found.values()) == UNREADABLE
    assert all(each["score"] is None or each["status"] == "graded" for each in found.values())
    assert not any(each["status"] == "not_graded" for each in found.values())
    with Gradebook.open_existing(prof.out) as book:
        assert "Not on the roster: Eve Stranger (7888888)." in [str(note) for note in book.notes()]

    wanted = Wanted("moodle", prof.out, place / "grades.csv", roster=roster)
    with pytest.raises(BadInput, match="--unreadable"):
        export_grades(wanted, DEFAULT)
    wanted = Wanted("moodle", prof.out, place / "grades.csv", roster=roster, unreadable="blank")
    assert export_grades(wanted, DEFAULT) == 1
    assert "Not on the roster: Eve Stranger (7888888)." in capsys.readouterr().err
    wanted = Wanted(
        "moodle",
        prof.out,
        place / "grades.csv",
        roster=roster,
        unreadable="blank",
        leave_out=("Eve Stranger",),
    )
    assert export_grades(wanted, DEFAULT) == 0
    with (place / "grades.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    addresses = {row["Email address"] for row in rows}
    assert addresses == {f"s{id_}@x.org" for _, id_, _ in messy.handed_in(CLASS)}


@pytest.mark.parametrize("platform", ["canvas", "moodle"])
def test_who_hands_in_again_and_who_comes_late_keep_everybodys_marks(
    prof: Instructor, platform: str
) -> None:
    make = messy.canvas if platform == "canvas" else messy.moodle
    plus = 0 if platform == "canvas" else 7_000_000
    plain = str(plus + 5100)
    first = download(prof.place, "first.zip", make(CLASS))
    assert prof.grade("first.zip", take_in=class_in(first, None, (), "")) == 0
    edit = gradebook.Edit(prof.out, "prof", "why")
    gradebook.mark(edit, plain, "TODO1", 17, undo=False)
    gradebook.note(edit, plain)
    before = reports(prof.out)

    files = {name: text for name, text in make(CLASS).items() if plain not in name}
    if platform == "canvas":
        files["doejane_LATE_5100_999555_student_template-1.py"] = solved("again")
        files["doejane_LATE_5100_999556_helpers.py"] = "x = 1\n"
        files["latecomer_LATE_6000_999557_student_template.py"] = solved("20")
    else:
        files["Jane Smith_7005100_assignsubmission_file_/my work.py"] = solved("again")
        files["Late Comer_7006000_assignsubmission_file_/a.py"] = solved("20")
    second = download(prof.place, "second.zip", files)
    assert prof.grade("second.zip", take_in=class_in(second, None, (), "")) == 0
    after = reports(prof.out)
    assert set(after) == {*before, str(plus + 6000)}
    assert after[plain]["score"] == 17
    assert [each["note"] for each in after[plain]["adjustments"]] == ["why", "why"]  # type: ignore[index,attr-defined]
    assert (after[plain]["student"] or {})["late"] is (platform == "canvas" or None)  # type: ignore[index,call-overload]
    unchanged = {name: each for name, each in before.items() if name != plain}
    assert {name: after[name] for name in unchanged} == unchanged
