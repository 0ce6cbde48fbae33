"""The marks in the format that each platform reads: one result model, one small
writer per format.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

from grader.core.errors import BadInput
from grader.core.language import message
from grader.core.report import Report
from grader.core.text import Message
from grader.results.exports import (
    autolab,
    canvas,
    classroom50,
    coursera,
    edx,
    gradescope,
    junit,
    moodle,
    plain,
    prairielearn,
)
from grader.results.exports.common import ExportContext

__all__ = ["FORMATS", "ExportContext", "Format", "format_named"]


@dataclass(frozen=True)
class Format:
    """A format that marks can be written in.

    `scope` tells whether a file holds one submission or all of them. `write` raises BadInput for
    what the platform would misread, above all a submission that was not graded where it has no
    word for that. `needs_number` tells whether the platform finds students by the number in its
    download, where there is no roster.
    """

    name: str
    suffix: str
    scope: Literal["one", "batch"]
    description: str
    write: Callable[[Sequence[Report], ExportContext], str]
    needs_number: bool = False


def _table(*formats: Format) -> Mapping[str, Format]:
    return MappingProxyType({one.name: one for one in formats})


FORMATS = _table(
    Format("autolab", ".txt", "one", message("the last lines of an Autolab job"), autolab.write),
    Format("canvas", ".csv", "batch", message("grades for Canvas's gradebook"), canvas.write),
    Format(
        "classroom50", ".json", "one", message("result.json of Classroom 50"), classroom50.write
    ),
    Format("coursera", ".json", "one", message("feedback.json of Coursera"), coursera.write),
    Format("edx", ".json", "one", message("the reply to edX's xqueue"), edx.write),
    Format("gradescope", ".json", "one", message("results.json of Gradescope"), gradescope.write),
    Format("junit", ".xml", "one", message("JUnit XML for Artemis and CI"), junit.write),
    Format("moodle", ".csv", "batch", message("grades for Moodle's gradebook"), moodle.write),
    Format(
        "moodle-worksheet",
        ".csv",
        "batch",
        message("the grading worksheet of a Moodle assignment"),
        moodle.write_worksheet,
        needs_number=True,
    ),
    Format(
        "plain", ".txt", "one", message("plain lines for judges that compare output"), plain.write
    ),
    Format(
        "prairielearn", ".json", "one", message("results.json of PrairieLearn"), prairielearn.write
    ),
)


def format_named(name: str, others: Iterable[str] = ()) -> Format:
    """The format of that name. Raises BadInput that lists them, with the `others` to choose."""
    if name not in FORMATS:
        raise BadInput(
            Message("There is no format {name}.", name=name),
            Message("Choose one of {formats}.", formats=", ".join([*FORMATS, *others])),
        )
    return FORMATS[name]
