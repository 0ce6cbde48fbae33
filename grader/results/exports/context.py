"""What a platform needs beyond the marks, gathered once by the command line."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Literal

from pydantic import AwareDatetime, BaseModel, ConfigDict

Visibility = Literal["hidden", "after_due_date", "after_published", "visible"]


class ExportContext(BaseModel):
    """What an export needs beside the reports.

    `points` are the blanks' full marks, needed where a platform wants their names even when
    nothing was graded. `environment` is the process's, `roster` the rows of a file that the
    platform exported. `submitted_at` is when the student handed in, where that is known;
    `canvas_id` the number of the assignment in Canvas. `hidden_cases` says when a student may
    read about hidden cases; only Gradescope knows all four, elsewhere all but `visible` is never.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    title: str
    generated_at: AwareDatetime
    submitted_at: AwareDatetime | None = None
    points: Mapping[str, float] = {}
    environment: Mapping[str, str] = {}
    roster: tuple[Mapping[str, str], ...] = ()
    canvas_id: str = ""
    hidden_cases: Visibility = "hidden"
