"""What only the pages say, in the reader's language; what all say is in `grader.core.words`."""

from __future__ import annotations

import re

from grader.core.report import BlankReport, CheckResult, Report
from grader.core.words import Translate, outcome, percent, public_only, similarity

_WORD = re.compile(r"[a-z][a-z0-9_]{0,39}")


def title_of(titled: BlankReport | CheckResult, _: Translate) -> str:
    """What a blank is about, or what a picture shows."""
    if titled.title:
        return _(titled.title)
    return titled.picture.replace("_", " ") if isinstance(titled, CheckResult) else ""


def hint_id(blank: BlankReport) -> str:
    """The id of a blank's hint, empty where it has none; its status where the id is not a word.

    An id may come from a submission's process, as its words do.
    """
    if blank.hint is None:
        return ""
    return blank.hint.id if _WORD.fullmatch(blank.hint.id) else blank.status


def why_missing(blank: BlankReport, _: Translate) -> str:
    """Why a blank has no picture to compare."""
    return {
        "blank": _("This blank is not filled in yet, so there is no picture of yours."),
        "crashed": _("Your code stopped with an error before there was a picture."),
        "timed_out": _("Your code ran out of time before there was a picture."),
        "out_of_memory": _("Your code ran out of memory before there was a picture."),
        "bad_output": _("What your code returned cannot be drawn as a picture."),
    }.get(blank.status, _("There is no picture of yours to compare."))


def verdict(report: Report, _: Translate) -> str:
    """The whole report in a sentence or two, and whether hidden cases are still to come."""
    said = _verdict(report, _)
    return f"{said} {public_only(_)}" if report.hidden_elsewhere else said


def _verdict(report: Report, _: Translate) -> str:
    outcomes = {blank.id: outcome(blank) for blank in report.blanks}
    right = [id_ for id_, what in outcomes.items() if what in ("right", "raised")]
    left = [id_ for id_, what in outcomes.items() if what not in ("right", "raised", "lowered")]
    if left:
        return _("Right so far: {right} of {total}. Begin with {blank}.").format(
            right=len(right), total=len(outcomes), blank=left[0]
        )
    if len(right) < len(outcomes):
        return _("Everything was found right; marks were changed by hand.")
    return _("Everything is right. Well done.")


def numbers_in_words(check: CheckResult, _: Translate) -> str:
    """How like the golden a picture is; empty where there is no picture."""
    if check.ssim is None or check.beyond is None:
        return ""
    return _("{share} of the pixels differ, similarity {similarity}.").format(
        share=percent(check.beyond, _), similarity=similarity(check.ssim)
    )


def code_parts(text: str) -> tuple[tuple[bool, str], ...]:
    """A text cut at its `backticks`: (is code, text) in order."""
    pieces = text.split("`")
    if len(pieces) % 2 == 0:  # an odd backtick is a backtick
        return ((False, text),)
    return tuple((place % 2 == 1, piece) for place, piece in enumerate(pieces) if piece)
