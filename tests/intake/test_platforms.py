"""The downloads of Moodle, Canvas and Gradescope, each as a folder and as a zip."""

from __future__ import annotations

from pathlib import Path

from grader.core.report import Report
from grader.core.student import Student
from grader.intake import Intake
from grader.intake.canvas import sort_canvas
from grader.intake.gradescope import read_metadata
from grader.intake.roster import Roster
from grader.intake.tree import File
from grader.results.exports.canvas import write as canvas_csv
from grader.results.exports.common import ExportContext
from grader.results.exports.moodle import write as moodle_csv
import pytest

from tests.intake.builders import collect, lay, notebook, notes_of, solved, zipped

Files = dict[str, str | bytes]

MOODLE: Files = {
    "Jane Doe_1234567_assignsubmission_file_/student_template.py": solved("jane"),
    "Jane Doe_1234567_assignsubmission_onlinetext_/onlinetext.html": "<p>hello</p>",
    "José Núñez-O'Hara_1234568_assignsubmission_file/work/answer.ipynb": notebook(solved("j")),
    "Participant_99_assignsubmission_file_/all.zip": zipped({"a/student_template.py": solved("p")}),
    "Late Comer_1234569_assignsubmission_onlinetext_/onlinetext.html": "<p>sorry</p>",
}
FLAT_MOODLE: Files = {
    "Jane Doe_1234567_assignsubmission_file_student_template.py": solved("jane"),
    "Bob_1234568_assignsubmission_file_student_template.py": solved("bob"),
    "Bob_1234568_assignsubmission_file_notes.pdf": "x",
}
CANVAS: Files = {
    "doejane_12345_67890_student_template.py": solved("old"),
    "doejane_12345_67899_student_template-1.py": solved("newer"),
    "doejane_12345_67905_student_template-10.py": solved("newest"),
    "müllerhans_LATE_12346_67891_my_answer_2.py": solved("hans"),
    "anon_aBc12_67892_student_template.py": solved("anon"),
    "LATE_anon_xYz98_67893_student_template.py": solved("late"),
    "leesam_12347_text.html": "typed",
}
GRADESCOPE: Files = {
    "assignment_77_export/submission_metadata.yml": """---
submission_1:
  :submitters:
  - :name: "Jane \\"JD\\" Doe"
    :sid: '100200'
    :email: jane@example.org
  :created_at: 2024-05-01 12:00:00.000000000 Z
  :score: 10.0
  :status: processed
  :results:
    :output: |
      submission_2:
        :submitters:
        - :name: Mallory
  :history:
  - :id: 1
    :submitters:
    - :name: Mallory
submission_2:
  :submitters:
  - :name: O'Hara
    :sid:
    :email: ohara@example.org
  - :name: Pair Two
    :sid: ''
    :email:
submission_3:
  :submitters:
  - :name: Gone
    :sid: '3'
""",
    "assignment_77_export/submission_1/student_template.py": solved("jane"),
    "assignment_77_export/submission_2/work.py": solved("pair"),
    "assignment_77_export/submission_9/student_template.py": solved("unknown"),
}


def take(files: Files, folder: Path, packed: bool) -> Intake:
    """A download, unpacked by the instructor or not."""
    if packed:
        return collect(lay(folder, {"download.zip": zipped(files)}) / "download.zip")
    return collect(lay(folder, files))


def marks(intake: Intake) -> dict[str, str]:
    return {each.name: each.source.decode().partition("\n")[0] for each in intake}


@pytest.mark.parametrize("packed", [False, True])
def test_moodle(tmp_path: Path, packed: bool) -> None:
    intake = take(MOODLE, tmp_path, packed)
    by_name = {each.name: each for each in intake}
    assert set(by_name) == {"1234567", "1234568", "1234569", "99"}
    jane = by_name["1234567"]
    assert jane.student == Student(id="1234567", name="Jane Doe")
    assert jane.source == solved("jane").encode()
    assert b"# j" in by_name["1234568"].source
    assert by_name["99"].source == solved("p").encode()
    assert "only text that was typed" in str(by_name["1234569"].problem)
    assert by_name["1234569"].is_unreadable


@pytest.mark.parametrize("packed", [False, True])
def test_moodle_without_folders(tmp_path: Path, packed: bool) -> None:
    intake = take(FLAT_MOODLE, tmp_path, packed)
    assert marks(intake) == {
        "1234568": "# bob",
        "1234567": "# jane",
    }
    assert notes_of(intake) == ("Other files, which are not marked: notes.pdf (1).",)


@pytest.mark.parametrize("packed", [False, True])
def test_canvas(tmp_path: Path, packed: bool) -> None:
    intake = take(CANVAS, tmp_path, packed)
    by_name = {each.name: each for each in intake}
    typed = by_name.pop("12347")
    assert "only text that was typed" in str(typed.problem)
    assert {name: each.source.decode().partition("\n")[0] for name, each in by_name.items()} == {
        "12345": "# newest",
        "12346": "# hans",
        "aBc12": "# anon",
        "xYz98": "# late",
    }
    assert by_name["12345"].student == Student(id="12345", name="doejane", attempt=11, late=False)
    assert by_name["12346"].student.late
    assert by_name["aBc12"].student.name == "anon aBc12"
    assert notes_of(intake) == (
        "Late (2): müllerhans (12346), anon xYz98 (xYz98).",
        "doejane (12345): the newest file is marked, not "
        "doejane_12345_67890_student_template.py, doejane_12345_67899_student_template-1.py.",
    )


@pytest.mark.parametrize(
    "names",
    [
        ["lab_2024_10_ann.py", "lab_2024_10_bob.py"],  # one number twice: not Canvas's
        ["doejane_12345_67890_a.py", "bob.py"],
        ["Doe_12345_67890_a.py", "Lee_12346_67891_a.py"],
    ],
)
def test_other_numbered_names_are_not_canvas(tmp_path: Path, names: list[str]) -> None:
    intake = collect(lay(tmp_path, {name: solved(name) for name in names}))
    assert sorted(each.name for each in intake) == sorted(name[:-3] for name in names)


INTERNATIONAL = {
    f"{who}_{5100 + n}_{990_100 + n}_student_template.py": solved(who)
    for n, who in enumerate(["देवीसीता", "สมชายใจดี", "தமிழ்", "محمدعلی‌رضا", "nguyễnvăn", "doejane"])
}


def test_canvas_takes_names_of_every_script_as_ruby_does() -> None:
    """Marks on letters are not letters to Python: one Hindi name cost the class its numbers."""
    files = [File(name, lambda _most: b"") for name in INTERNATIONAL]
    found = sort_canvas(files)
    assert found is not None
    students = [each.label.student for each in found[0].handed_in]
    assert [(each.name, each.id) for each in students] == [
        (name.split("_")[0], name.split("_")[1]) for name in INTERNATIONAL
    ]
    assert found[1] == ()


@pytest.mark.parametrize(
    ("other", "said"),
    [
        (
            "solution.py",
            "These files do not have names from Canvas, so their owners are unknown: solution",
        ),
        (
            "extra/a.py",
            "These files do not have names from Canvas, so their owners are unknown: extra",
        ),
        ("doejane_5105_990105_student_template (1).py", "is marked, not student_template (1).py"),
    ],
)
def test_one_file_that_canvas_did_not_name_costs_the_class_nothing(
    tmp_path: Path, other: str, said: str
) -> None:
    intake = collect(lay(tmp_path, {**INTERNATIONAL, other: solved("other")}))
    assert {each.student.id for each in intake} >= {str(5100 + n) for n in range(6)}
    assert any(said in note for note in notes_of(intake))


def test_partners_who_are_named_alike_are_both_kept(tmp_path: Path) -> None:
    """Of one group: the same student named twice is one, two of one name are two."""
    submitters = "".join(f"  - :name: {name}\n" for name in ("Wei", "Wei", "Ann"))
    submitters += "  - :name: Ann\n    :sid: ''\n    :email: a@x\n  - :name: a@x\n"
    files = {"submission_metadata.yml": f"submission_1:\n  :submitters:\n{submitters}"}
    intake = collect(lay(tmp_path, {**files, "submission_1/a.py": solved()}))
    assert len(intake) == 4
    assert len(intake.partners) == 1
    assert set(intake.partners[0]) == {each.name for each in intake}
    assert {"Ann", "Wei"} < set(intake.partners[0])


@pytest.mark.parametrize("packed", [False, True])
def test_gradescope(tmp_path: Path, packed: bool) -> None:
    intake = take(GRADESCOPE, tmp_path, packed)
    assert marks(intake) == {
        "100200": "# jane",
        "Pair Two": "# pair",
        "ohara@example.org": "# pair",
        "submission_9": "# unknown",
    }
    assert intake.partners == (("Pair Two", "ohara@example.org"),)
    jane = next(each for each in intake if each.name == "100200")
    assert jane.student == Student(
        id="100200",
        name='Jane "JD" Doe',
        email="jane@example.org",
        handed_in_at="2024-05-01T12:00:00+00:00",
    )
    assert notes_of(intake) == (
        "All submissions are in the folder assignment_77_export.",
        "submission_2 was handed in by several students and is marked for each: O'Hara, Pair Two.",
        "submission_metadata.yml names folders that are not there: submission_3.",
    )


def test_a_name_in_the_metadata_cannot_pose_as_another_line() -> None:
    text = 'submission_1:\n  :submitters:\n  - :name: "A\u2028submission_2:"\n    :sid: ../../x\n'
    assert read_metadata(text) == {
        "submission_1": (Student(name="A\u2028submission_2:", id="../../x"),),
    }


def test_a_path_in_the_metadata_is_no_path_to_a_report(tmp_path: Path) -> None:
    metadata = "submission_1:\n  :submitters:\n  - :name: A\n    :sid: ../../x\n"
    lay(tmp_path, {"submission_metadata.yml": metadata, "submission_1/a.py": solved()})
    (submission,) = collect(tmp_path)
    assert "/" not in submission.name


def graded(intake: Intake) -> list[Report]:
    return [
        Report(
            submission=each.name,
            student=each.known_student,
            status="graded",
            score=5,
            max_score=10,
        )
        for each in intake
    ]


def test_marks_find_their_way_back_to_canvas(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, {k: v for k, v in CANVAS.items() if k.startswith(("d", "m"))}))
    roster = (
        {"Student": "Doe, Jane", "ID": "12345", "SIS Login ID": "jd", "Section": "1"},
        {"Student": "Müller, Hans", "ID": "12346", "SIS Login ID": "hm", "Section": "1"},
    )
    context = ExportContext.model_validate(
        {"title": "A", "generated_at": "2024-01-01T00:00:00Z", "roster": Roster.of(roster)}
    )
    text = canvas_csv(graded(intake), context)
    assert '"Doe, Jane","12345"' in text
    assert '"Müller, Hans","12346"' in text


def test_marks_find_their_way_back_to_moodle(tmp_path: Path) -> None:
    intake = collect(lay(tmp_path, FLAT_MOODLE))
    roster = (
        {"Full name": "Jane Doe", "Email address": "jane@example.org"},
        {"Full name": "Bob", "Email address": "bob@example.org"},
    )
    context = ExportContext.model_validate(
        {"title": "A", "generated_at": "2024-01-01T00:00:00Z", "roster": Roster.of(roster)}
    )
    text = moodle_csv(graded(intake), context)
    assert "jane@example.org" in text
    assert "bob@example.org" in text
