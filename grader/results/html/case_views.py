"""What a page shows of the public cases: a small picture of each, and what is asked of it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

import cv2
from grader.core.language import Language
from grader.core.report import Report
from grader.core.subject import Described
from grader.results.html.images import picture_uri
from markupsafe import Markup
import numpy as np

SIDE = 96
"""Pixels of the longer side, shown at this size or smaller."""


@dataclass(frozen=True)
class CaseView:
    """A public case: its name, what it asks, and a small picture where there is one."""

    name: str
    caption: str
    uri: Markup | None


def case_views(
    report: Report, described: Mapping[str, Described], language: Language
) -> tuple[CaseView, ...]:
    """The described public cases of a report, in its order. Nothing is shown of a hidden one."""
    public = dict.fromkeys(
        check.case
        for blank in report.blanks
        for check in blank.checks
        if check.visibility == "public"
    )
    return tuple(
        CaseView(name, language.say(described[name].caption), _small(described[name]))
        for name in public
        if name in described
    )


def _small(described: Described) -> Markup | None:
    if described.picture is None:
        return None
    height, width = described.picture.shape[:2]
    scale = min(1.0, SIDE / max(height, width))
    size = max(1, round(width * scale)), max(1, round(height * scale))
    small = cv2.resize(described.picture, size, interpolation=cv2.INTER_AREA)
    return picture_uri(np.asarray(small, np.uint8))
