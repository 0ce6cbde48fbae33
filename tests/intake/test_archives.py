"""Hostile archives: each is refused with a sentence that names it, and the batch goes on."""

from __future__ import annotations

from collections.abc import Sequence
import functools
from pathlib import Path
import re
import struct
import time
import warnings
import zipfile

from grader.core.errors import BadInput
from grader.intake.archive import students_archive
from grader.intake.members import Bounds
from grader.intake.tree import Refused
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from tests.intake.builders import (
    DEVICE,
    LINK,
    PIPE,
    collect,
    lay,
    notes_of,
    solved,
    special,
    zipped,
    zipped_infos,
)

GOOD = zipped({"student_template.py": solved("good")})


def with_flags(content: bytes, flags: int) -> bytes:
    """The zip with flags set in both of its places."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = content.index(mark) + place
        content = content[:at] + struct.pack("<H", flags) + content[at + 2 :]
    return content


def with_nul(content: bytes) -> bytes:
    """The zip with a NUL in a name, where some programs see its end."""
    return content.replace(b"aXb", b"a\0b")


def unsaid(content: bytes) -> bytes:
    """The zip with no word on what its names are written in."""
    for mark, place in ((b"PK\x03\x04", 6), (b"PK\x01\x02", 8)):
        at = -1
        while (at := content.find(mark, at + 1)) >= 0:
            content = content[: at + place] + b"\0\0" + content[at + place + 2 :]
    return content


def written_in(encoding: str, names: Sequence[str]) -> bytes:
    """A class's zip whose names are in an encoding, as the Windows of many countries writes it."""
    # A name of the same length stands for each while the archive is made.
    raw = {name: name.encode(encoding) for name in names}
    stand_ins = {name: chr(65 + n) * len(raw[name]) for n, name in enumerate(names)}
    content = zipped({f"{stand_ins[name]}/student_template.py": solved() for name in names})
    for name in names:
        content = content.replace(stand_ins[name].encode() + b"/", raw[name] + b"/")
    return content


def twice(name: str) -> bytes:
    """A zip with two entries of one name, of which each program sees another."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        return zipped_infos(
            [(zipfile.ZipInfo(name), b"# one\n"), (zipfile.ZipInfo(name), b"# two\n")]
        )


def nested(depth: int) -> bytes:
    content = GOOD
    for number in range(depth):
        content = zipped({f"{number}.zip": content})
    return content


@functools.cache
def hostile() -> dict[str, tuple[bytes, str]]:
    """Archives, and what is said of each."""
    template = ("student_template.py", solved())
    climbs = ["../x.py", "a/../../x.py", "..\\x.py", "/etc/x.py", "\\x.py", "C:\\x.py", "c:x.py"]
    found = {
        f"climbs {number}": (zipped(dict([template, (name, "x")])), "archive|absolute")
        for number, name in enumerate(climbs)
    }
    linked = zipped_infos([(special("student_template.py", LINK), b"../reference_solution.py")])
    return {
        **found,
        "link": (linked, "It holds a link, student_template.py"),
        "device": (zipped_infos([(special("a.py", DEVICE), b"")]), "a device or a pipe"),
        "pipe": (zipped_infos([(special("a.py", PIPE), b"")]), "a device or a pipe"),
        "bomb": (zipped({"a.py": b"0" * 40_000_000}), "more than 200 times its size"),
        "many": (zipped({f"{n}.py": "" for n in range(5_001)}), "more than 5000 files"),
        "crowd": (b"PK\x01\x02" * 20_001 + GOOD, "more than 5000 files"),
        "encrypted": (with_flags(GOOD, 0x1), "an encrypted file"),
        "twice": (twice("a.py"), "It holds a.py twice"),
        "file and folder": (zipped({"a": "x", "a/b.py": "x"}), "It holds a/b.py twice"),
        "ends early": (with_nul(zipped({"aXb.py": "x"})), "a name with a null character"),
        "levels": (zipped({"a/" * 300 + "b.py": "x"}), "more than 200 folders deep"),
        "not utf-8": (
            zipped({"ä.py": "x"}).replace("ä".encode(), b"\xff\xfe"),
            "a name that is not valid UTF-8",
        ),
        "cut off": (GOOD[: len(GOOD) // 2], "not a zip archive, or it is cut off"),
        "empty": (b"", "not a zip archive, or it is cut off"),
        "no zip": (b"Rar!" * 100, "not a zip archive, or it is cut off"),
        "damaged": (GOOD.replace(b"\x00\x00\x00PK\x05\x06", b"\x00\x00\x01PK\x05\x06"), ""),
        "deep": (nested(2), "an archive in an archive in an archive"),
        "nothing": (zipped({"notes.txt": "x"}), "only notes.txt"),
        "only a folder": (zipped({"work/": ""}), "no file that could be"),
    }


@pytest.mark.parametrize("name", list(hostile()))
def test_a_hostile_archive_is_refused_and_the_batch_goes_on(tmp_path: Path, name: str) -> None:
    content, said = hostile()[name]
    outside = tmp_path / "x.py"
    folder = lay(tmp_path / "class", {"ann.zip": content, "bob.py": solved("b")})
    ann, bob = collect(folder)
    assert (ann.name, bob.name) == ("ann", "bob")
    assert bob.source
    assert ann.source == b"" or name == "damaged"
    if ann.problem:
        assert "ann.zip" in str(ann.problem)
        assert str(ann.problem).isprintable()
    assert re.search(said, str(ann.problem))
    assert not outside.exists()
    assert sorted(path.name for path in folder.iterdir()) == ["ann.zip", "bob.py"]


def test_one_archive_in_another_is_opened(tmp_path: Path) -> None:
    (submission,) = collect(lay(tmp_path, {"ann.zip": nested(1)}))
    assert submission.source == solved("good").encode()


def test_a_lie_about_the_size_gains_nothing() -> None:
    """The directory says 10 bytes, and there are 40 million."""
    content = zipped({"a.py": b"0" * 40_000_000})
    lied = content.replace(struct.pack("<I", 40_000_000), struct.pack("<I", 10))
    folder = students_archive("a.zip", lied, Bounds())
    (file,) = folder.entries()
    began = time.monotonic()
    with pytest.raises(Refused, match="cannot be unpacked"):
        file.read(1_000_000)  # type: ignore[union-attr]
    assert time.monotonic() - began < 1


def test_overlapping_entries_unpack_no_more_than_is_asked_for() -> None:
    """Fifield's bomb: a thousand entries that share one body."""
    content = bytearray(zipped({f"{number:04}.py": "x" * 5_000 for number in range(9)}))
    place = content.index(b"PK\x01\x02")
    while (place := content.find(b"PK\x01\x02", place)) >= 0:
        content[place + 42 : place + 46] = struct.pack("<I", 0)
        place += 4
    folder = students_archive("a.zip", bytes(content), Bounds())
    refusals = 0
    for entry in folder.entries():
        try:
            assert len(entry.read(6_000)) <= 6_000  # type: ignore[union-attr]
        except Refused:
            refusals += 1
    assert refusals >= 8


def test_names_that_are_utf8_without_saying_so(tmp_path: Path) -> None:
    names = ["张伟", "李娜"]
    content = unsaid(zipped({f"{name}/student_template.py": solved() for name in names}))
    intake = collect(lay(tmp_path, {"class.zip": content}) / "class.zip")
    assert {each.name for each in intake} == {"张伟", "李娜"}


@pytest.mark.parametrize(
    ("encoding", "names"),
    [
        ("gbk", ["张伟", "李娜", "王小明", "欧阳娜娜", "O'Hara"]),
        ("gbk", ["朱镕基", "陈喆"]),  # two characters that are not in GB 2312
        ("cp850", ["Müller", "José García", "Ángel Núñez", "Søren", "João Simões", "François"]),
        ("cp437", ["Müller", "Jürgen Weiß"]),
        ("utf-8", ["张伟", "Müller", "Ольга"]),
    ],
)
def test_names_are_read_as_the_program_wrote_them(
    tmp_path: Path, encoding: str, names: list[str]
) -> None:
    """No program says which encoding of Windows it wrote."""
    path = lay(tmp_path, {"class.zip": written_in(encoding, names)}) / "class.zip"
    assert {each.name for each in collect(path)} == set(names)


SPELLINGS = {
    "بهروز\u200cپور": "بهروزپور",  # a joiner, as Persian is spelled
    "क्\u200dष": "क्ष",
    "👩\u200d🎓": "👩🎓",
    "a\u202eyp.txt": "ayp.txt",
    "a\x1b[2Jb": "a[2Jb",
    "a\nb": "a b",
    "<b>&'\"": "<b>&'\"",
    "…": "…",
}


@pytest.mark.parametrize("spelling", list(SPELLINGS))
def test_a_name_of_any_spelling_is_graded_and_shown_without_what_cannot_be_seen(
    tmp_path: Path, spelling: str
) -> None:
    """In a class's archive and in a student's own; as the student, the folder and the file."""
    inner = zipped({f"{spelling}/{spelling}.py": solved("zip")})
    files = {f"{spelling}/{spelling}.py": solved("x"), "bob/b.py": solved("b"), "cem/c.zip": inner}
    intake = collect(lay(tmp_path, {"class.zip": zipped(files)}) / "class.zip")
    assert len(intake) == 3
    assert not any(each.problem for each in intake)
    (name,) = {each.name for each in intake} - {"bob", "cem"}
    assert name.startswith(SPELLINGS[spelling])
    assert name.isprintable()
    assert all(note.isprintable() for note in notes_of(intake))


def test_two_names_that_look_alike_are_two_students(tmp_path: Path) -> None:
    names = ["بهروز\u200cپور", "بهروزپور"]
    files = {f"{name}/student_template.py": solved(name) for name in names}
    intake = collect(lay(tmp_path, {"class.zip": zipped(files)}) / "class.zip")
    assert len({each.name for each in intake}) == 2
    assert all(each.name.startswith("بهروزپور-") for each in intake)


def test_a_class_survives_one_hostile_student(tmp_path: Path) -> None:
    """In a platform's own archive, what one student made must not refuse the others' work."""
    infos = [
        (zipfile.ZipInfo("ann/student_template.py"), solved("a").encode()),
        (special("bob/student_template.py", LINK), b"../ann/student_template.py"),
        (zipfile.ZipInfo("../dee.py"), b"x"),
        (zipfile.ZipInfo("cem/student_template.py"), b"#" * 2_000_000),
        (zipfile.ZipInfo("eve/work.zip"), zipped({"../x": "x"})),
    ]
    intake = collect(lay(tmp_path, {"class.zip": zipped_infos(infos)}) / "class.zip")
    found = {each.name: str(each.problem or "") for each in intake}
    assert found.pop("ann") == ""
    assert "holds a link" in found["bob"]
    assert "larger than 1 MB" in found["cem"]
    assert "work.zip cannot be accepted" in found["eve"]
    assert notes_of(intake) == (
        "In class.zip: It holds a link, bob/student_template.py.",
        "In class.zip: It holds a path that leads out of the archive, ../dee.py.",
    )


@pytest.mark.parametrize("content", [b"", GOOD[:50], b"PK\x05\x06" + b"\xff" * 18])
def test_a_class_archive_that_cannot_be_read_is_a_sentence(tmp_path: Path, content: bytes) -> None:
    path = lay(tmp_path, {"class.zip": content}) / "class.zip"
    with pytest.raises(BadInput, match=r"class\.zip cannot be read"):
        collect(path)


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_archive_is_taken_or_refused_but_never_a_traceback(data: st.DataObject) -> None:
    content = bytearray(zipped({"a/b.py": solved(), "c.zip": GOOD}))
    for _ in range(data.draw(st.integers(1, 6))):
        place = data.draw(st.integers(0, len(content) - 1))
        content[place] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(0, len(content)))
    try:
        folder = students_archive("a.zip", bytes(content[:end] if end % 3 else content), Bounds())
        for entry in folder.entries():
            if hasattr(entry, "read"):
                entry.read(100_000)
    except Refused as why:
        assert str(why).endswith(".")
