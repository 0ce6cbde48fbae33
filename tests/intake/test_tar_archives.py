"""Tar archives, packed in any way: read like a zip, and refused where they are not sound."""

from __future__ import annotations

import bz2
import gzip
import io
import lzma
from pathlib import Path
import tarfile

from grader.intake.archive import students_archive
from grader.intake.members import Bounds
from grader.intake.tree import Refused
from hypothesis import given, settings
from hypothesis import strategies as st
import pytest

from tests.intake.builders import collect, lay, solved, zipped
from tests.intake.builders.messy import tarred

GOOD = tarred({"./": "", "./work/student_template.py": solved("good")}, "w")


def special(kind: bytes, **fields: object) -> bytes:
    """A tar with an entry of a kind: a link, a device."""
    with io.BytesIO() as content:
        with tarfile.open(fileobj=content, mode="w") as archive:
            info = tarfile.TarInfo("student_template.py")
            info.type = kind
            for name, value in fields.items():
                setattr(info, name, value)
            archive.addfile(info)
        return content.getvalue()


def padded(content: bytes, zeros: int) -> bytes:
    """A file of zeros in a tar beside the good one."""
    return tarred({"student_template.py": solved(), "zeros": b"\0" * zeros}, "w")


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("work.tar", GOOD),
        ("work.tar.gz", gzip.compress(GOOD)),
        ("work.tgz", gzip.compress(GOOD)),
        ("work.tar.bz2", bz2.compress(GOOD)),
        ("work.tar.xz", lzma.compress(GOOD)),
        ("work.zip", gzip.compress(GOOD)),  # the ending is wrong
        ("work.tar.gz", zipped({"student_template.py": solved("good")})),
    ],
)
def test_a_tar_is_read_however_it_is_packed(tmp_path: Path, name: str, content: bytes) -> None:
    lay(tmp_path, {f"ann/{name}": content, "bob.py": solved()})
    ann, _ = collect(tmp_path)
    assert ann.source == solved("good").encode()


@pytest.mark.parametrize("name", ["ann.tar.gz", "ann.tgz", "ann.tar"])
def test_an_archive_by_itself_is_named_without_its_ending(tmp_path: Path, name: str) -> None:
    content = GOOD if name.endswith("tar") else gzip.compress(GOOD)
    (ann,) = collect(lay(tmp_path, {name: content}))
    assert (ann.name, ann.source) == ("ann", solved("good").encode())


@pytest.mark.parametrize(
    ("content", "said"),
    [
        (gzip.compress(tarred({"../x.py": "x"}, "w")), "leads out of the archive"),
        (gzip.compress(tarred({"/etc/x.py": "x"}, "w")), "absolute path"),
        (special(tarfile.SYMTYPE, linkname="../reference_solution.py"), "a link"),
        (special(tarfile.LNKTYPE, linkname="/etc/passwd"), "a link"),
        (special(tarfile.CHRTYPE), "a device or a pipe"),
        (special(tarfile.FIFOTYPE), "a device or a pipe"),
        (gzip.compress(padded(GOOD, 60_000_000)), "more than 200 times its size"),
        (lzma.compress(padded(GOOD, 60_000_000)), "more than 200 times its size"),
        (special(tarfile.REGTYPE, size=1 << 40), "cut off|would unpack"),
        (gzip.compress(GOOD)[:-200], "cut off"),
        (b"\x1f\x8b" + b"x" * 100, "cut off"),
        (b"BZh" + b"x" * 100, "cut off"),
        (b"\xfd7zXZ\0" + b"x" * 100, "cut off"),
        (tarred({f"{n}.py": "" for n in range(5_001)}), "more than 5000 files"),
        (tarred({"a.py": "x", "./a.py": "y"}), "twice"),
        (b"Rar!\x1a\x07\0", "RAR archive"),
        (b"7z\xbc\xaf\x27\x1c", "7z archive"),
    ],
    # Not named by their bytes, in which gzip writes the time.
    ids=[
        "leads-out",
        "absolute",
        "symbolic-link",
        "hard-link",
        "device",
        "pipe",
        "gzip-bomb",
        "xz-bomb",
        "claims-a-terabyte",
        "cut-off",
        "no-gzip",
        "no-bzip2",
        "no-xz",
        "many-files",
        "twice",
        "rar",
        "7z",
    ],
)
def test_a_hostile_archive_is_refused_and_the_batch_goes_on(
    tmp_path: Path, content: bytes, said: str
) -> None:
    ann, bob = collect(lay(tmp_path, {"ann.tar.gz": content, "bob.py": solved()}))
    assert "The archive ann.tar.gz cannot be accepted" in str(ann.problem)
    assert ann.is_unreadable and bob.source
    with pytest.raises(Refused, match=said):
        students_archive("ann.tar.gz", content, Bounds())


@settings(max_examples=200, deadline=None)
@given(st.data())
def test_a_damaged_tar_is_taken_or_refused_but_never_a_traceback(data: st.DataObject) -> None:
    content = bytearray(GOOD)
    for _ in range(data.draw(st.integers(1, 6))):
        content[data.draw(st.integers(0, len(content) - 1))] = data.draw(st.integers(0, 255))
    end = data.draw(st.integers(512, len(content)))
    whole = bytes(content[:end] if end % 3 else content)
    try:
        folder = students_archive("a", gzip.compress(whole) if end % 2 else whole, Bounds())
        for entry in folder.entries():
            if hasattr(entry, "read"):
                entry.read(100_000)
    except Refused as refusal:
        assert str(refusal).endswith(".")
