"""What a kit must not hold: hidden cases, the reference's solution, the code of known mistakes.

The kit holds only what its lists name; this check is for the day when a list names too much.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
import hashlib
import json
from pathlib import PurePosixPath
import re

from grader.core.assignment import Assignment
from grader.core.subject import Subject
from grader.core.toml import read_toml
from grader.goldens.store import picture_path, read_manifest
from grader.handout.kit.contents import material_of, public_part
from grader.handout.template import BLOCK, make_template, read_reference

SHORTEST = 16
"""A line with fewer characters, such as `return copy`, is anybody's."""


@dataclass(frozen=True)
class Secrets:
    """Each secret with what it is: whole words, code without its layout, and hashes of files."""

    words: Mapping[str, str]
    code: Mapping[str, str]
    files: Mapping[str, str]

    @classmethod
    def of(cls, subject: Subject, assignment: Assignment) -> Secrets:
        """All secrets of an assignment. Raises BadInput."""
        public = public_part(assignment)
        shown, every = (material_of(each).files for each in (public, assignment))
        hidden = {place: data for place, data in every.items() if place not in shown}
        cases = {case.name for case in assignment.cases} - {case.name for case in public.cases}
        files = {_hash(data): f"{place} of a hidden case" for place, data in hidden.items()}
        return cls(
            words=dict.fromkeys(cases, "the name of a hidden case") | dict(_names_of_files(hidden)),
            code=dict(_solution(subject)) | dict(_catalogue(subject)),
            files=files | dict(_hidden_goldens(assignment, cases)),
        )


def find_leaks(files: Mapping[str, bytes], secrets: Secrets) -> list[str]:
    """A sentence for each secret that a kit's files, given by their paths, hold."""
    words = {re.compile(rf"(?<![\w.-]){re.escape(word)}(?![\w-])"): word for word in secrets.words}
    return [
        f"{place} {leak}."
        for place, data in sorted(files.items())
        for leak in dict.fromkeys(_leaks(place, data, secrets, words))
    ]


def _leaks(
    place: str, data: bytes, secrets: Secrets, words: Mapping[re.Pattern[str], str]
) -> Iterator[str]:
    if what := secrets.files.get(_hash(data)):
        yield f"is {what}"
    text = _text(place, data)
    for pattern, word in words.items():
        if pattern.search(place) or pattern.search(text):
            yield f"has {secrets.words[word]}, {word}"
    code = _without_layout(text)
    yield from (f"has {what}" for line, what in secrets.code.items() if line in code)


def _text(place: str, data: bytes) -> str:
    """What can be read in a file; of a notebook the cells' own text."""
    text = data.decode("utf-8", "replace")
    if PurePosixPath(place).suffix == ".ipynb":
        return "\n".join("".join(cell["source"]) for cell in json.loads(text)["cells"])
    return text


def _names_of_files(hidden: Mapping[str, bytes]) -> Iterator[tuple[str, str]]:
    """A file's path; and its bare name where it is no plain word, which may mean something else."""
    for place in hidden:
        stem = PurePosixPath(place).stem
        yield (place if stem.isalpha() else stem), "the name of a hidden case's file"


def _solution(subject: Subject) -> Iterator[tuple[str, str]]:
    """The lines that the template leaves out; a line that opens a block is in every tutorial."""
    given = _without_layout(make_template(subject))
    for block in BLOCK.finditer(read_reference(subject)):
        for line in block["solution"].splitlines():
            code = _without_layout(line)
            if len(code) >= SHORTEST and not code.endswith(":") and code not in given:
                yield code, f"a line of {subject.reference.name}: {line.strip()}"


def _catalogue(subject: Subject) -> Iterator[tuple[str, str]]:
    for path in sorted(subject.catalogue.glob("*.toml")):
        for name, table in read_toml(path).items():
            if isinstance(table, dict) and "code" in table:
                yield _without_layout(str(table["code"])), f"the code of {path.name}, {name}"


def _hidden_goldens(assignment: Assignment, hidden: set[str]) -> Iterator[tuple[str, str]]:
    checks = read_manifest(assignment.goldens).checks
    # A picture that does not depend on what is hidden is the same in a public case.
    public = {check.pixels for check in checks if check.case not in hidden}
    for check in checks:
        if check.case in hidden and check.pixels not in public:
            path = picture_path(assignment.goldens, check.case, check.picture)
            yield _hash(path.read_bytes()), "the golden of a hidden case"


def _without_layout(code: str) -> str:
    """Code without white space and with one kind of quotes."""
    return re.sub(r"\s+", "", code).replace('"', "'")


def _hash(data: bytes) -> str:
    return hashlib.sha256(data).hexdigest()
