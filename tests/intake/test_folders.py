"""Folders as people have them: files, folders, repositories, and what else lies about."""

from __future__ import annotations

import os
from pathlib import Path
import threading

from grader.core.errors import BadInput
from grader.intake import Intake, collect_one
from grader.intake.choice import choose
from grader.intake.disk import MOST_ENTRIES, DiskFolder
from grader.intake.tree import Refused
import pytest

from tests.intake.builders import (
    FUNCTIONS,
    collect,
    lay,
    notebook,
    notes_of,
    solved,
    untouched,
    zipped,
)


def taken(intake: Intake) -> dict[str, str]:
    """The first line of each submission's source, or its problem."""
    return {
        each.name: str(each.problem or "")
        or each.source.decode().splitlines()[0].removeprefix("# ")
        for each in intake
    }


def test_files_folders_and_archives_side_by_side(tmp_path: Path) -> None:
    lay(
        tmp_path,
        {
            "ann.py": solved("a"),
            "bob/student_template.py": solved("b"),
            "cem.zip": zipped({"work/student_template.py": solved("c")}),
            "dee.ipynb": notebook(solved("d")),
            "eve/my work.ipynb": notebook(solved("e")),
        },
    )
    intake = collect(tmp_path)
    assert list(taken(intake)) == ["ann", "bob", "cem", "dee", "eve"]
    assert taken(intake)["cem"] == "c"
    assert intake[3].source.startswith(b"# Code cell 1\n# d\ndef gg_relu")
    assert not notes_of(intake)


def test_what_is_no_submission_is_named(tmp_path: Path) -> None:
    lay(tmp_path, {"ann.py": solved(), "list.csv": "x", "Thumbs.db": "x", "__MACOSX/._a.py": "x"})
    intake = collect(tmp_path)
    assert list(taken(intake)) == ["ann"]
    assert notes_of(intake) == ("Not treated as submissions: list.csv.",)


@pytest.mark.parametrize("files", [{}, {"list.csv": "x"}])
def test_nothing_to_mark_is_a_sentence(tmp_path: Path, files: dict[str, str]) -> None:
    with pytest.raises(BadInput, match="holds no submissions"):
        collect(lay(tmp_path, files))


def test_a_single_file_is_not_a_class(tmp_path: Path) -> None:
    lay(tmp_path, {"ann.py": solved()})
    with pytest.raises(BadInput, match="check FILE"):
        collect(tmp_path / "ann.py")


def test_a_folder_around_the_class_is_entered(tmp_path: Path) -> None:
    lay(tmp_path, {"week 3/ann.py": solved("a"), "week 3/bob/student_template.py": solved("b")})
    intake = collect(tmp_path)
    assert list(taken(intake)) == ["ann", "bob"]
    assert notes_of(intake) == ("All submissions are in the folder week 3.",)


def test_the_only_students_folder_is_not_a_class(tmp_path: Path) -> None:
    lay(tmp_path, {"ann/student_template.py": solved("a"), "ann/helper.py": "x = 1\n"})
    assert taken(collect(tmp_path)) == {"ann": "a"}


def test_a_repository(tmp_path: Path) -> None:
    lay(
        tmp_path / "cs101-gradcam-ann",
        {
            ".git/config": "x",
            ".git/hooks/student_template.py": solved("git"),
            "grader/gradcam/student_template.py": solved("package"),
            "tests/test_it.py": "x",
            "reference_solution.py": solved("reference"),
            "student_template.py": solved("hers"),
            "README.md": "x",
        },
    )
    intake = collect(tmp_path)
    assert taken(intake) == {"cs101-gradcam-ann": "hers"}
    assert notes_of(intake) == ("Other files, which are not marked: README.md (1).",)


@pytest.mark.parametrize(
    ("files", "marked", "note"),
    [
        (
            {"a.py": "x = 1\n", "work.py": solved("work")},
            "work",
            "Other files, which are not marked: a.py (1).",
        ),
        ({"student_template.py": untouched(), "work.py": solved("work")}, "work", ""),
        (
            {"student_template.py": solved("named"), "work.py": solved("work")},
            "named",
            "ann: student_template.py is marked, not work.py.",
        ),
        (
            {"student_template.py": solved("near"), "old/student_template.py": solved("far")},
            "near",
            "ann: student_template.py is marked, not old/student_template.py.",
        ),
        (
            {"student_template.py": solved("py"), "student_template.ipynb": "{}"},
            "py",
            "Other files, which are not marked: student_template.ipynb (1).",
        ),
        (
            {"student_template.py": solved("py"), "student_template.ipynb": "BROKEN"},
            "py",
            "ann: student_template.py is marked, not student_template.ipynb.",
        ),
        (
            {"student_template.py": untouched(), "student_template.ipynb": "NOTEBOOK"},
            "Code cell 1",
            "",
        ),
        (
            {"student_template.py": untouched(), "student_template_zh.py": solved("zh")},
            "zh",
            "",
        ),
        (
            {"student_template.py": untouched(), "student_template_zh.py": untouched() + "#"},
            "def gg_relu(x):",
            "",
        ),
        ({"a/deep/work.py": solved("deep")}, "deep", ""),
        ({"a.py": solved("same"), "b.py": solved("same")}, "same", ""),
        (
            {"work.py": solved("work"), "old.zip": b"PK"},
            "work",
            "ann: work.py is marked, not old.zip.",
        ),
        (
            {"student_template.py": untouched(), "my solution": solved("mine")},
            "mine",
            "ann: my solution is read as Python, although its name differs.",
        ),
    ],
)
def test_which_of_several_files(
    tmp_path: Path, files: dict[str, str], marked: str, note: str
) -> None:
    """What lies untouched, as it was handed out, is worth no word."""
    made = {"NOTEBOOK": notebook(solved("nb")), "BROKEN": notebook(solved("nb"), "x = = 1")}
    lay(tmp_path / "ann", {name: made.get(text, text) for name, text in files.items()})
    lay(tmp_path, {"bob.py": solved()})
    intake = collect(tmp_path)
    assert taken(intake)["ann"] == marked
    assert notes_of(intake) == ((note,) if note else ())


@pytest.mark.parametrize(
    "name", ["student_template", "work.txt", "work.py.txt", "a.py (1)", "b.PY"]
)
def test_code_under_any_name_is_read(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {f"ann/{name}": solved("a"), "bob.py": solved()})
    assert taken(collect(tmp_path))["ann"] == "a"


@pytest.mark.parametrize("name", ["ann", "ann.json", "ann.txt"])
def test_a_notebook_under_any_name_is_read(tmp_path: Path, name: str) -> None:
    lay(tmp_path, {f"ann/{name}": notebook(solved("a")), "bob.py": solved()})
    assert taken(collect(tmp_path))["ann"] == "Code cell 1"


def test_a_file_of_code_without_an_ending_is_a_submission(tmp_path: Path) -> None:
    lay(tmp_path, {"ann": solved("a"), "bob.py": solved("b"), "LICENSE": "x", "Makefile": "all:\n"})
    intake = collect(tmp_path)
    assert taken(intake) == {"ann": "a", "bob": "b"}
    assert notes_of(intake)[0] == "Not treated as submissions: LICENSE, Makefile."


def test_a_notebook_that_is_not_python_can_be_marked_as_a_file_of_it_is(tmp_path: Path) -> None:
    """It is a submission that does not run, and not nothing."""
    (ann,) = collect(lay(tmp_path, {"ann.ipynb": notebook(solved("a"), "x = = 1")}))
    assert str(ann.problem).startswith("ann.ipynb: Code cell 2 of the notebook is not Python")
    assert b"def grad_cam" in ann.source
    assert not ann.is_unreadable


def test_files_that_may_all_be_meant_are_not_guessed_among(tmp_path: Path) -> None:
    lay(tmp_path, {"ann/a.py": solved("a"), "ann/b.py": solved("b"), "bob.py": solved("")})
    problem = taken(collect(tmp_path))["ann"]
    assert problem == "It holds 2 files that may be the submission: a.py, b.py."


@pytest.mark.parametrize(
    ("files", "problem"),
    [
        ({"report.pdf": "x"}, "There is no Python file and no notebook, only report.pdf."),
        (
            {"a.docx": "x", "b.md": solved()},
            "There is no Python file and no notebook, only a.docx, b.md.",
        ),
        ({"work.py": b"PK\x03\x04\0"}, "work.py: It is not text, whatever its name says."),
        (
            {"onlinetext.html": "<p>"},
            "No file was handed in, only text that was typed on the platform.",
        ),
        ({"student_template.py": " \n"}, "student_template.py: It is empty."),
        ({"a.zip": b"", "b.zip": b""}, "There is no Python file, but 2 archives: a.zip, b.zip."),
        ({"work.py": "#" * 1_100_000}, "work.py: It is larger than 1 MB."),
        (
            {f"{number}.py": solved() for number in range(21)},
            "It holds more than 20 Python files and notebooks.",
        ),
    ],
)
def test_a_student_without_a_submission_is_kept(
    tmp_path: Path, files: dict[str, str], problem: str
) -> None:
    lay(tmp_path / "ann", files)
    lay(tmp_path, {"bob.py": solved()})
    (ann, _) = collect(tmp_path)
    assert str(ann.problem) == problem
    assert ann.is_unreadable


def test_an_empty_folder_is_a_student_without_a_submission(tmp_path: Path) -> None:
    (tmp_path / "ann").mkdir()
    assert "no file" in taken(collect(tmp_path))["ann"]


@pytest.mark.parametrize(
    "files",
    [{"reference_solution.py": solved("r")}, {"reference_solution.py": solved("r"), "a": ""}],
)
def test_the_references_name_is_as_good_as_any_where_nothing_else_is(
    tmp_path: Path, files: dict[str, str]
) -> None:
    """What an instructor tries first."""
    assert taken(collect(lay(tmp_path / "class", files)))["reference_solution"] == "r"
    (of_folder,) = collect_one(lay(tmp_path / "folder", files), FUNCTIONS)
    (of_file,) = collect_one(tmp_path / "folder" / "reference_solution.py", FUNCTIONS)
    assert of_folder.source == of_file.source == solved("r").encode()


def test_a_hidden_ending_and_notepads_encoding_are_read_with_a_note(tmp_path: Path) -> None:
    """Windows hides `.txt`, and its editor writes UTF-16."""
    for name, encoding in (("bob", "utf-16"), ("cem", "utf-16-be")):
        text = ("\ufeff" if encoding == "utf-16-be" else "") + solved(name)
        lay(tmp_path, {f"{name}/student_template.py": text.encode(encoding)})
    lay(tmp_path, {"ann.py.txt": solved("ann"), "dee/a.ipynb.txt": notebook(solved("dee"))})
    intake = collect(tmp_path)
    assert {name: first.removeprefix("Code cell 1") for name, first in taken(intake).items()} == {
        "ann": "ann",
        "bob": "bob",
        "cem": "cem",
        "dee": "",
    }
    assert notes_of(intake) == (
        "ann: ann.py.txt is read as a .py file.",
        "bob: student_template.py is in UTF-16 and is read as such.",
        "cem: student_template.py is in UTF-16 and is read as such.",
        "dee: a.ipynb.txt is read as a .ipynb file.",
    )


def test_what_only_begins_as_utf16_is_a_sentence(tmp_path: Path) -> None:
    (ann,) = collect(lay(tmp_path, {"ann.py": b"\xff\xfex"}))
    assert str(ann.problem) == "ann.py: It begins like UTF-16, but is not valid UTF-16."


def test_one_students_links_are_not_followed(tmp_path: Path) -> None:
    """What `run` is given on a platform is a student's as well: a file, or a folder of files."""
    secret = lay(tmp_path / "secret", {"reference_solution.py": solved("secret")})
    link, linked, inside = tmp_path / "a.py", tmp_path / "b", lay(tmp_path / "c", {"x.txt": ""})
    link.symlink_to(secret / "reference_solution.py")
    linked.symlink_to(secret)
    (inside / "student_template.py").symlink_to(secret / "reference_solution.py")
    (inside / "more").symlink_to(secret)
    for handed_in in (link, linked, inside):
        (submission,) = collect_one(handed_in, FUNCTIONS)
        assert "links are not followed" in str(submission.problem)
        assert not submission.source


def test_what_one_student_handed_in_may_be_anything(tmp_path: Path) -> None:
    lay(tmp_path, {"a.pdf": "x", "b.zip": zipped({"w.py": solved("b")}), "c.ipynb": "x", "d/e": ""})
    said = {name: collect_one(tmp_path / name, FUNCTIONS)[0] for name in os.listdir(tmp_path)}
    assert str(said["a.pdf"].problem) == "There is no Python file and no notebook, only a.pdf."
    assert said["b.zip"].source == solved("b").encode()
    assert (
        str(said["c.ipynb"].problem) == "c.ipynb: It is not a notebook: it cannot be read as JSON."
    )
    assert str(said["d"].problem) == "There is no Python file and no notebook, only e."
    with pytest.raises(BadInput, match="There is no"):
        collect_one(tmp_path / "nowhere", FUNCTIONS)


def test_links_are_not_followed(tmp_path: Path) -> None:
    secret = tmp_path / "secret.py"
    secret.write_text(solved("secret"))
    folder = lay(tmp_path / "class", {"bob.py": solved("b"), "cem/notes.txt": "x"})
    (folder / "ann.py").symlink_to(secret)
    (folder / "dee").symlink_to(tmp_path)
    (folder / "cem" / "student_template.py").symlink_to(secret)
    (folder / "cem" / "round").symlink_to(folder / "cem")
    found = taken(collect(folder))
    assert found.pop("bob") == "b"
    assert list(found) == ["ann", "cem", "dee"]
    assert all("links are not followed" in problem for problem in found.values())


def test_a_pipe_does_not_hold_it_up(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "ann.py")
    found: list[Intake] = []
    reader = threading.Thread(target=lambda: found.append(collect(tmp_path)), daemon=True)
    reader.start()
    reader.join(10)
    assert found
    assert "not a regular file" in str(found[0][0].problem)


def test_a_file_that_may_not_be_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    lay(tmp_path, {"ann.py": solved()})

    def forbidden(path: Path, flags: int, real: object = os.open) -> int:
        if Path(path).name == "ann.py":
            raise PermissionError(13, "Permission denied")
        return real(path, flags)  # type: ignore[operator]

    monkeypatch.setattr("grader.intake.disk.os.open", forbidden)
    with pytest.raises(Refused, match=r"ann\.py: It cannot be read: Permission denied\."):
        choose(DiskFolder(tmp_path), FUNCTIONS)


def test_too_many_files_in_one_students_folder(tmp_path: Path) -> None:
    crowd = tmp_path / "ann" / "crowd"
    crowd.mkdir(parents=True)
    for number in range(5_100):
        (crowd / str(number)).touch()
    lay(tmp_path, {"bob.py": solved("b")})
    found = taken(collect(tmp_path))
    assert found["ann"] == "It holds more than 5000 files and folders."
    assert found["bob"] == "b"


def test_a_folder_of_too_many_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    assert MOST_ENTRIES > 10_000
    monkeypatch.setattr("grader.intake.disk.MOST_ENTRIES", 3)
    lay(tmp_path, {f"{number}.py": solved() for number in range(4)})
    with pytest.raises(Refused, match="more than 3 files"):
        DiskFolder(tmp_path).entries()


def test_a_folder_too_deep_is_not_searched_to_its_end(tmp_path: Path) -> None:
    lay(tmp_path, {"ann/" + "d/" * 30 + "work.py": solved(), "bob.py": solved()})
    assert "no file" in taken(collect(tmp_path))["ann"]
