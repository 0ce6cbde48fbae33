"""Reports as they may come, and as nobody wants them: odd names, control characters, huge texts."""

from __future__ import annotations

from datetime import datetime, timezone

from grader.core.report import BlankReport, BlankStatus, CheckResult, Hint, Report
from grader.intake.roster import Roster
from grader.results.exports import ExportContext
from hypothesis import settings
from hypothesis import strategies as st

some = settings(max_examples=20, deadline=None, derandomize=True, database=None)
"""The same few examples in every run: fast, and a failure can be seen again."""

POINTS = {"TODO1": 20.0, "TODO2": 20.0, "TODO3": 25.0, "TODO4": 25.0, "PIPELINE": 10.0}
ODD_POINTS = {"TODO1": 12.5, "TODO2": 12.5, "TODO3": 33.33, "TODO4": 8.4, "PIPELINE": 0.27}
HIDDEN = ("secret-dog_park-top1", "secret-bird.sea-top2")
PUBLIC = ("cat_coffee-top1",)
EVIL = (
    "=cmd|' /C calc'!A0",
    "-Anna",
    "@SUM(A1:A9)",
    "Doe, Jane",
    "x;=1+1",
    "<script>alert(1)</script>",
    "]]>&amp;\x00\x1b[31m\u202e",
    "Points Possible",
    "Muted",
    'a"b\r\nc',
    "00123",
    f"about {HIDDEN[0]} and {HIDDEN[1]}, sec\x00ret-dog_park-top1",
    "é" * 3_000,
    "",
)
FAILED: tuple[BlankStatus, ...] = (
    "wrong",
    "blank",
    "crashed",
    "timed_out",
    "out_of_memory",
    "bad_output",
)

texts = st.text(max_size=40) | st.sampled_from(EVIL)


@st.composite
def blanks(draw: st.DrawFn, name: str, points: float) -> BlankReport:
    """One blank, right or not, with public and hidden checks."""
    share = draw(st.sampled_from([0.0, 1 / 3, 0.5, 1.0, 1.0]))
    right = share == 1.0
    cases = draw(st.lists(st.sampled_from(PUBLIC + HIDDEN), unique=True))
    return BlankReport(
        id=name,
        score=round(points * share, 2),
        max_score=points,
        status="right" if right else draw(st.sampled_from(FAILED)),
        hint=None if right else Hint(id="h", text=draw(texts)),
        checks=tuple(
            CheckResult(
                case=case,
                picture="grad_cam",
                visibility="hidden" if case in HIDDEN else "public",
                ssim=draw(st.none() | st.floats(-1, 1)),
                beyond=None,
                passed=right,
            )
            for case in cases
        ),
    )


@st.composite
def graded_reports(draw: st.DrawFn) -> Report:
    """A graded report; sometimes with a penalty, so that the total is not the blanks' sum."""
    points = draw(st.sampled_from([POINTS, ODD_POINTS]))
    marked = tuple(draw(blanks(name, most)) for name, most in points.items())
    kept = draw(st.sampled_from([1.0, 1.0, 1.0, 0.9, 0.5, 0.0]))
    return Report(
        submission=draw(texts),
        status="graded",
        score=round(sum(blank.score for blank in marked) * kept, 2),
        max_score=round(sum(points.values()), 2),
        blanks=marked,
        seconds=draw(st.floats(0, 100)),
        printed="what the submission printed about " + HIDDEN[0],
    )


def not_graded(reason: str = "the disk was full", submission: str = "alice") -> Report:
    """A report of a grader that failed."""
    return Report(
        submission=submission, status="not_graded", reason=reason, score=None, max_score=100
    )


def context(**more: object) -> ExportContext:
    """A context with all that the platforms ask for."""
    values: dict[str, object] = {
        "title": "Guided Grad-CAM",
        "generated_at": datetime(2026, 11, 20, 12, 30, 5, 999, tzinfo=timezone.utc),
        "points": POINTS,
        "environment": {
            "CLASSROOM": "vision",
            "ASSIGNMENT": "grad-cam",
            "OWNER": "alice",
            "SUBMISSION_TAG": "submit/2026-11-20T12-30-00Z-a1b2c3d",
            "COMMIT_URL": "https://github.example/commit/1",
            "RELEASE_URL": "https://github.example/releases/1",
        },
    }
    rows = more.pop("roster", None)
    if rows is not None:
        more["roster"] = Roster.of(rows)  # type: ignore[arg-type]
    return ExportContext.model_validate(values | more)


def simple(submission: str = "alice", wrong: tuple[str, ...] = ()) -> Report:
    """A plain report, with full marks but for the blanks named."""
    marked = tuple(
        BlankReport(
            id=name,
            score=0.0 if name in wrong else points,
            max_score=points,
            status="wrong" if name in wrong else "right",
            hint=Hint(id="deconvnet", text="x > 0 is missing") if name in wrong else None,
        )
        for name, points in POINTS.items()
    )
    return Report(
        submission=submission,
        status="graded",
        score=sum(blank.score for blank in marked),
        max_score=100,
        blanks=marked,
        seconds=0.8,
    )
