"""The archive that a student handed in, whatever its format and its ending: as a folder."""

from __future__ import annotations

from grader.core.text import Message
from grader.intake.members import Bounds
from grader.intake.tar_archive import is_tar, students_tar
from grader.intake.tree import Folder, Refused
from grader.intake.zip_archive import students_zip

_RAR = b"Rar!\x1a\x07"
_INSTEAD = Message("Hand in the file itself, or a zip archive.")
_SEVEN_ZIP = b"7z\xbc\xaf\x27\x1c"


def students_archive(name: str, content: bytes, bounds: Bounds) -> Folder:
    """An archive by what it begins with. Raises Refused where anything about it is wrong."""
    if content.startswith(_RAR):
        raise Refused(
            Message("It is a RAR archive, which is not supported. {instead}", instead=_INSTEAD)
        )
    if content.startswith(_SEVEN_ZIP):
        raise Refused(
            Message("It is a 7z archive, which is not supported. {instead}", instead=_INSTEAD)
        )
    take = students_tar if is_tar(content) else students_zip
    folder, faults = take(name, content, bounds)
    if faults:
        raise Refused(faults[0])
    return folder
