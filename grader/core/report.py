"""The result of marking: what `check --json` prints and `grades.json` holds.

Every field is part of the public format: the docstring below it is its description in
`docs/report.schema.json`, which `python -m grader schema` prints. Nothing here knows how it will be
shown.
"""

from __future__ import annotations

from collections.abc import Callable
import inspect
from typing import Any, Literal

from grader.core.student import Student as Student
from grader.core.text import Message
from pydantic import BaseModel, ConfigDict

VERSION: Literal[1] = 1
"""Of the public format; raised when a field is removed, or means something else."""

BlankStatus = Literal[
    "right", "wrong", "blank", "crashed", "timed_out", "out_of_memory", "bad_output"
]

ReportStatus = Literal["graded", "unreadable", "not_graded"]


OF_THE_GRADER = frozenset({"picture", "case", "blanks", "one", "said"})
"""Values of hints that the grader makes from pictures and marks: each such hint has one of them."""


class _Frozen(BaseModel):
    model_config = ConfigDict(frozen=True, use_attribute_docstrings=True)


class Hint(_Frozen):
    """What went wrong, for a person: a stable id, and a text that does not give the solution away.

    `template` and `values` are what the text is made of, so that it can be shown in another
    language.
    """

    id: str
    """The mistake or failure that it names; stays the same from version to version."""
    text: str
    """The hint in English."""
    values: dict[str, str | Message] = {}
    """What stands in the fields of the template; a value can be a template with values itself."""
    template: str = ""
    """The text with `{fields}` in place of the values; empty in reports of earlier versions."""

    @classmethod
    def of(cls, id: str, message: Message) -> Hint:
        """The hint that says a message."""
        return cls(id=id, text=str(message), values=dict(message.values), template=message.template)

    @property
    def message(self) -> Message:
        """What it says; without values where an earlier version wrote it."""
        return Message(self.template, **self.values) if self.template else Message(self.text)

    @property
    def is_in_own_words(self) -> bool:
        """Whether the submission chose some of its words, which may say anything.

        Such a hint was never told of a hidden case, and a case's name in it must not be covered:
        that would tell the submission that it had guessed the name.
        """
        return bool(self.values) and not self.values.keys() & OF_THE_GRADER


class CheckResult(_Frozen):
    """One picture compared with its golden.

    `ssim` (1 is equal) and `beyond` (the share of pixels, 0..1, that differ by more than the
    tolerance) are null where there is no picture to compare, and in hidden cases. `passed` is null
    in a hidden case that was not run, because its marks were already lost.
    """

    case: str
    """The case's name in assignment.toml."""
    picture: str
    """The name of the picture."""
    visibility: Literal["public", "hidden"]
    """Whether students may see the case."""
    ssim: float | None
    """Structural similarity to the golden, 1 where equal; null in a hidden case and where there is
    no picture."""
    beyond: float | None
    """The share of pixels, 0 to 1, that differ by more than the tolerance; null where `ssim` is."""
    passed: bool | None
    """Whether the picture is right; null where it was not run because its part had
    already failed."""
    title: str = ""
    """What the picture shows, in English; empty in reports of versions without titles."""


class BlankReport(_Frozen):
    """The marks of one blank. `status` gives the reason in one word, `hint` in a sentence."""

    id: str
    """The blank's name in assignment.toml."""
    score: float
    """Its points, including changes made by hand."""
    max_score: float
    """Its maximum points."""
    status: BlankStatus
    """The outcome in one word."""
    hint: Hint | None = None
    """What is wrong and where to look; null where the blank is right."""
    checks: tuple[CheckResult, ...] = ()
    """All pictures that were compared."""
    title: str = ""
    """What the blank is about, in English; empty in reports of versions without titles."""

    @property
    def full_marks(self) -> bool:
        """Whether the score that counts is the maximum, whoever gave it."""
        return _is_full(self.score, self.max_score)


class Adjustment(_Frozen):
    """A change that a person made to the grader's result, as the student sees it.

    In a `mark`, `old` is the grader's mark of `blank` and `new` the changed one; in `late`, `new`
    is in percent. `at` is UTC, ISO 8601.
    """

    kind: Literal["mark", "late", "note"]
    """A changed mark, a late penalty, or only a note."""
    blank: str = ""
    """Whose mark was changed."""
    old: float | None = None
    """The grader's mark."""
    new: float | None = None
    """The changed mark, or the penalty in percent."""
    note: str = ""
    """Why, for the student."""
    by: str = ""
    """Who changed it."""
    at: str = ""
    """When, in UTC, ISO 8601."""


class Report(_Frozen):
    """The marks of one submission.

    `not_graded` is the grader's own failure and `unreadable` a submission without anything that
    could be marked, such as a PDF or an empty folder, both with the `reason`; their `score` is
    null, never a zero. A file that cannot be imported or finished is `graded`, and its blanks say
    why. `key` is the hash of everything that the marks depend on; `printed` is the beginning of
    what the submission wrote in the public cases, and `seconds` the wall-clock time that they took.
    Scores are those that count: with the changes in `adjustments`, less `late_penalty`, which is a
    percentage of the total. `outdated` results come from an earlier version of the assignment or
    the grader and are kept because the submission was not handed in again.
    """

    version: Literal[1] = VERSION
    """The version of this format."""
    submission: str
    """The submission's name."""
    student: Student | None = None
    """Who handed in, where the platform's download says it."""
    status: ReportStatus
    """Whether there are marks; `unreadable`: nothing was handed in that could be marked;
    `not_graded`: the grader's own failure."""
    reason: str | None = None
    """Why there are no marks, in English."""
    reason_parts: Message | None = None
    """The reason as a template and its values, so that it can be shown in another language."""
    score: float | None
    """The points that count; null, and never 0, where there are none."""
    max_score: float
    """The maximum score of the assignment."""
    blanks: tuple[BlankReport, ...] = ()
    """The marks of each blank, in the assignment's order."""
    seconds: float = 0.0
    """How many seconds of wall-clock time the public cases took."""
    printed: str = ""
    """The beginning of what the submission wrote in the public cases."""
    notes: tuple[Message, ...] = ()
    """What failed without any harm to the marks, such as test code below the functions."""
    hidden_elsewhere: bool = False
    """Whether hidden cases that are not here, as in a student's kit, will count as well."""
    key: str = ""
    """The hash of everything that the marks depend on."""
    adjustments: tuple[Adjustment, ...] = ()
    """Changes made by people, oldest first."""
    late_penalty: float = 0.0
    """In percent of the total."""
    outdated: bool = False
    """Whether the result comes from an earlier version of the assignment or the grader."""

    @property
    def called(self) -> str:
        """How people know it: by its student's name, where that is known."""
        known = self.student.name if self.student is not None else None
        return known or self.submission

    @property
    def is_late(self) -> bool:
        """Whether it came late, by the platform's word or by a penalty that was given for it."""
        return self.late_penalty > 0 or (self.student is not None and bool(self.student.late))

    @property
    def full_marks(self) -> bool:
        """Whether the score that counts is the maximum, after all changes and penalties."""
        if self.status != "graded" or self.score is None:
            return False
        return _is_full(self.score, self.max_score)


def _is_full(score: float, max_score: float) -> bool:
    """Scores are kept to two decimals; full marks may have more."""
    return round(max_score - score, 2) <= 0


def schema(translate: Callable[[str], str] = str) -> dict[str, Any]:
    """The JSON Schema of a report as it is written, its descriptions translated."""
    dialect = "https://json-schema.org/draft/2020-12/schema"
    told = _told(Report.model_json_schema(mode="serialization"), translate)
    return {"$schema": dialect, **told}


def in_paragraphs(docstring: str) -> str:
    """A docstring as it is looked up in a catalogue: one line per paragraph."""
    paragraphs = inspect.cleandoc(docstring).split("\n\n")
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in paragraphs)


def _told(part: Any, translate: Callable[[str], str]) -> Any:
    if isinstance(part, list):
        return [_told(each, translate) for each in part]
    if not isinstance(part, dict):
        return part
    found = {name: _told(each, translate) for name, each in part.items()}
    if isinstance(found.get("description"), str):
        found["description"] = translate(in_paragraphs(found["description"]))
    return found
