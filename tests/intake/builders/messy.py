"""A class as it really is: names in every script, and everything that students hand in."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
import io
import tarfile
import unicodedata

from tests.intake.builders import notebook, solved, untouched, zipped

Files = dict[str, str | bytes]

NAMES = (
    *("Jane Doe", "José Núñez-O'Hara", "Åse Ødegård", "Nguyễn Văn An", "Ольга Петрова"),
    *("สมชาย ใจดี", "ศาสตราจารย์กิตติพัฒน์ วงศ์ประเสริฐสุข", "देवी सीता", "தமிழ் செல்வன்", "محمد علی‌رضا"),
    *("张伟", "欧阳娜娜", "山田 太郎", "김민준", "Zoë 👩‍🎓 Müller"),
)
"""Two of one name come by themselves: the class is larger than the list."""


@dataclass(frozen=True)
class Mess:
    """What one handed in, by its file names; whether it can be read, and the word that says so."""

    files: Mapping[str, str | bytes]
    is_readable: bool
    said: str = ""


def tarred(files: Mapping[str, str | bytes], mode: str = "w:gz") -> bytes:
    """A tar archive of these files."""
    with io.BytesIO() as content:
        with tarfile.open(fileobj=content, mode=mode) as archive:  # type: ignore[call-overload]
            for name, text in files.items():
                data = text.encode() if isinstance(text, str) else text
                info = tarfile.TarInfo(name)
                info.size = len(data)
                info.type = tarfile.DIRTYPE if name.endswith("/") else tarfile.REGTYPE
                archive.addfile(info, io.BytesIO(data))
        return content.getvalue()


TEMPLATE = "student_template.py"
MESSES: Mapping[str, Mess] = {
    "plain": Mess({TEMPLATE: solved("plain")}, True),
    "with a helper": Mess({TEMPLATE: solved("h"), "helpers.py": "x = 1\n"}, True),
    "untouched": Mess({TEMPLATE: untouched()}, True),
    "hidden ending": Mess({f"{TEMPLATE}.txt": solved("t")}, True, "is read as a .py file"),
    "no ending": Mess({"student_template": solved("n")}, True, "although its name differs"),
    "utf-16": Mess({TEMPLATE: solved("u").encode("utf-16")}, True, "is in UTF-16"),
    "notebook": Mess({"work.ipynb": notebook(solved("nb"))}, True),
    "zip": Mess({"work.zip": zipped({f"a/{TEMPLATE}": solved("z")})}, True),
    "tar.gz": Mess({"work.tar.gz": tarred({f"./a/{TEMPLATE}": solved("g")})}, True),
    "not python": Mess({"work.ipynb": notebook(solved("x"), "x = = 1")}, True),
    "rar": Mess({"work.rar": b"Rar!\x1a\x07\x01\0"}, False, "RAR archive, which is not supported"),
    "7z": Mess({"work.7z": b"7z\xbc\xaf\x27\x1c\0\4"}, False, "7z archive, which is not supported"),
    "docx": Mess({"work.docx": b"PK\x03\x04\0"}, False, "only work.docx"),
    "docx as py": Mess({TEMPLATE: b"PK\x03\x04\0"}, False, "is not text"),
    "pdf": Mess({"report.pdf": b"%PDF"}, False, "only report.pdf"),
    "broken zip": Mess({"work.zip": zipped({TEMPLATE: solved()})[:60]}, False, "cut off"),
    "empty file": Mess({TEMPLATE: ""}, False, "is empty"),
    "two versions": Mess({"v1.py": solved("1"), "v2.py": solved("2")}, False, "2 files that may"),
}
"""Handed in by one after the other, the first by all others."""


def handed_in(count: int) -> list[tuple[str, int, Mess]]:
    """Name, number and work of each student of a class."""
    messes = list(MESSES.values())
    return [
        (
            NAMES[number % len(NAMES)],
            5001 + number,
            messes[number] if number < len(messes) else messes[0],
        )
        for number in range(count)
    ]


def moodle(count: int) -> Files:
    """As Moodle names folders."""
    return {
        f"{name}_{700_0000 + id_}_assignsubmission_file_/{called}": content
        for name, id_, mess in handed_in(count)
        for called, content in mess.files.items()
    }


def canvas_name(name: str) -> str:
    """As Canvas writes it into the names of files: the last name first, letters alone."""
    *first, last = name.lower().split()
    return "".join(c for c in f"{last}{''.join(first)}" if _is_word(c))


def _is_word(character: str) -> bool:
    """Whether it is in Ruby's [[:word:]]."""
    is_mark = unicodedata.category(character).startswith("M")
    return character.isalnum() or is_mark or character in "_\u200c\u200d"


def canvas(count: int, *, late: int = 7) -> Files:
    """As Canvas names files; every `late`th is late."""
    files: Files = {}
    for place, (name, id_, mess) in enumerate(handed_in(count)):
        mark = "_LATE" if place % late == 0 else ""
        for number, (called, content) in enumerate(mess.files.items()):
            prefix = f"{canvas_name(name)}{mark}_{id_}_{990_000 + 10 * place + number}"
            files[f"{prefix}_{called}"] = content
    return files


def gradescope(count: int) -> Files:
    """As Gradescope exports them, with who they are of beside them."""
    files: Files = {}
    about = ["---"]
    for place, (name, id_, mess) in enumerate(handed_in(count)):
        about += [
            f"submission_{place}:",
            "  :submitters:",
            f"  - :name: {name}",
            f"    :sid: '{id_}'",
            f"    :email: s{id_}@example.org",
            f"  :created_at: 2026-11-{20 + place % 2} 12:00:00.000000000 Z",
            "  :score: 0.0",
        ]
        for called, content in mess.files.items():
            files[f"export/submission_{place}/{called}"] = content
    return {"export/submission_metadata.yml": "\n".join(about) + "\n", **files}


def blackboard(count: int, *, twice: int = 40) -> Files:
    """As Blackboard names files, with a text on each attempt; one student tried twice."""
    files: Files = {}
    for place, (name, id_, mess) in enumerate(handed_in(count)):
        days = ("20", "21") if place == twice else ("20",)
        for day in days:
            prefix = f"Lab 3_s{id_}_attempt_2026-11-{day}-12-00-00"
            files[f"{prefix}.txt"] = f"Name: {name} (s{id_})\nAssignment: Lab 3\n"
            for called, content in mess.files.items():
                files[f"{prefix}_{called}"] = content
    return files


def checkouts(count: int) -> Files:
    """As repositories: the work amid the hand-out's own files, which nobody has touched."""
    beside: Files = {
        "README.md": "# Lab 3\n",
        "student_template.ipynb": notebook(untouched()),
        "student_template_zh.py": untouched(),
        ".github/workflows/check.yml": "on: push\n",
        "grader/core/report.py": "x = 1\n",
    }
    files: Files = {}
    for _, id_, mess in handed_in(count):
        own = mess.files if TEMPLATE in mess.files else {TEMPLATE: untouched(), **mess.files}
        for called, content in {**beside, **own}.items():
            files[f"lab3-s{id_}/{called}"] = content
    return files
