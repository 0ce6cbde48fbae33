"""A messy class of 130 as each platform hands it out: nobody is lost, and each is who they are."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
import time

from grader.intake import Intake
import pytest

from tests.intake.builders import collect, lay, messy, notes_of, solved, untouched, zipped
from tests.intake.builders.messy import MESSES, Files

CLASS = 130
PLATFORMS: dict[str, tuple[Callable[[int], Files], Callable[[int], str]]] = {
    "moodle": (messy.moodle, lambda id_: str(7_000_000 + id_)),
    "canvas": (messy.canvas, str),
    "gradescope": (messy.gradescope, str),
    "blackboard": (messy.blackboard, lambda id_: f"s{id_}"),
    "git": (messy.checkouts, lambda id_: f"lab3-s{id_}"),
}


def take(files: Files, folder: Path) -> Intake:
    """The download, as it came."""
    return collect(lay(folder, {"download.zip": zipped(files)}) / "download.zip")


@pytest.mark.parametrize("platform", list(PLATFORMS))
def test_everybody_of_a_messy_class_is_there(tmp_path: Path, platform: str) -> None:
    make, named = PLATFORMS[platform]
    began = time.monotonic()
    intake = take(make(CLASS), tmp_path)
    assert time.monotonic() - began < 30
    class_ = {named(id_): name for name, id_, _ in messy.handed_in(CLASS)}
    assert {each.name for each in intake} == set(class_)
    if platform != "git":
        spelled = messy.canvas_name if platform == "canvas" else str
        assert {each.name: (each.student.id, each.student.name) for each in intake} == {
            key: (key, spelled(name)) for key, name in class_.items()
        }


@pytest.mark.parametrize("platform", [name for name in PLATFORMS if name != "git"])
def test_what_cannot_be_marked_is_said_and_what_can_is_read(tmp_path: Path, platform: str) -> None:
    make, named = PLATFORMS[platform]
    intake = take(make(CLASS), tmp_path)
    by_name = {each.name: each for each in intake}
    for kind, (_, id_, mess) in zip(MESSES, messy.handed_in(CLASS), strict=False):
        submission = by_name[named(id_)]
        assert submission.is_unreadable is not mess.is_readable, kind
        own = [note for note in notes_of(intake) if f"{submission.called}: " in note]
        said = own if mess.is_readable else [str(submission.problem)]
        assert len(said) == bool(mess.said), kind
        assert all(mess.said in each for each in said), (kind, said)


def test_an_untouched_hand_out_is_no_note(tmp_path: Path) -> None:
    """Each of 130 checkouts made one."""
    files: Files = {
        f"lab3-s{number}/{called}": content
        for number in range(CLASS)
        for called, content in {
            "student_template.py": solved(str(number)),
            "student_template.ipynb": messy.checkouts(1)["lab3-s5001/student_template.ipynb"],
            "student_template_zh.py": untouched(),
            "README.md": "x",
        }.items()
    }
    intake = take(files, tmp_path)
    assert not any(each.problem for each in intake)
    assert notes_of(intake) == (f"Other files, which are not marked: README.md ({CLASS}).",)


@pytest.mark.parametrize(
    "again",
    [
        "doejane_5002_995555_student_template-1.py",
        "doejane_LATE_5002_995555_student_template-2.py",
        "smithjane_5002_995555_my_work.py",  # she married
    ],
)
def test_who_hands_in_again_on_canvas_is_the_same(tmp_path: Path, again: str) -> None:
    files = messy.canvas(8)
    before = {each.name for each in take(files, tmp_path / "before")}
    kept = {name: text for name, text in files.items() if "_5002_" not in name}
    later = {**kept, again: solved("again"), "doejane_5002_995556_helpers.py": "x = 1"}
    intake = take(later, tmp_path / "after")
    assert {each.name for each in intake} == before
    assert b"again" in next(each.source for each in intake if each.name == "5002")


def test_who_is_renamed_on_moodle_is_the_same(tmp_path: Path) -> None:
    for name in ("Jane Doe", "Jane Smith"):
        folder = f"{name}_7005001_assignsubmission_file_"
        intake = collect(lay(tmp_path / name, {f"{folder}/student_template.py": solved()}))
        assert [each.name for each in intake] == ["7005001"]
        assert intake[0].student.name == name


def test_participants_without_names_are_told_apart_by_their_numbers(tmp_path: Path) -> None:
    """Where marking is blind, in whatever language."""
    files: Files = {
        f"Teilnehmer/in_{n}_assignsubmission_file_/a.py".replace("/in", "in"): solved()
        for n in range(3)
    }
    intake = collect(lay(tmp_path, files))
    assert [each.student.name for each in intake] == [f"Teilnehmerin {n}" for n in range(3)]


def test_only_the_last_attempt_on_blackboard_is_marked(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, messy.blackboard(3, twice=1)))
    second = intake[1]
    assert second.student.attempt == 2
    assert second.student.handed_in_at == "2026-11-21T12:00:00"
    assert second.student.name == messy.NAMES[1]
    assert "2026-11-20" in next(note for note in notes_of(intake) if "newest" in note)


def test_nobody_hands_in_for_another_by_the_name_of_a_file(tmp_path: Path) -> None:
    """What stands behind the platform's own part of a name is the student's to choose."""
    forged = {
        "moodle": "_7005002_assignsubmission_file_x.py",
        "canvas": "victim_5002_999999_student_template-9.py",
        "blackboard": "Lab 3_s5002_attempt_2030-01-01-00-00-00_student_template.py",
    }
    for platform, name in forged.items():
        make, named = PLATFORMS[platform]
        files = make(3)
        first = next(iter(files))
        begin = (
            first.rpartition("/")[0] + "/" if "/" in first else first.removesuffix(messy.TEMPLATE)
        )
        begin = begin.removesuffix(".txt") + "_" if begin.endswith(".txt") else begin
        files[f"{begin}{name}"] = solved("forged")
        intake = take(files, tmp_path / platform)
        victim = next(each for each in intake if each.name == named(5002))
        assert b"forged" not in victim.source, platform
        assert len(intake) == 3, platform


def test_text_that_was_typed_on_blackboard_is_nothing_to_mark(tmp_path: Path) -> None:
    files = messy.blackboard(2)
    files["Lab 3_s9_attempt_2026-11-20-12-00-00.txt"] = "Name: Eve (s9)\nSubmission Field:\nhello"
    (eve,) = [each for each in collect(lay(tmp_path, files)) if each.name == "s9"]
    assert eve.is_unreadable
    assert "typed" in str(eve.problem)
    assert eve.student.name == "Eve"


def test_a_thousand_are_taken_in_within_seconds(tmp_path: Path) -> None:
    began = time.process_time()
    intake = take(messy.moodle(1_000), tmp_path)
    assert len(intake) == 1_000
    assert time.process_time() - began < 10
