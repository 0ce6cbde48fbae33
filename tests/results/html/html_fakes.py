"""Made-up reports and pictures for the tests: nothing is marked, no network is run."""

from __future__ import annotations

from dataclasses import dataclass
import functools
import random

import cv2
from grader.core.report import BlankReport, BlankStatus, CheckResult, Hint, Report
from grader.gradcam.blanks import BLANKS
import numpy as np
from numpy.typing import NDArray
from skimage import data

Picture = NDArray[np.uint16]
Pictures = dict[tuple[str, str], Picture]

SIDE = 112
POINTS = {"TODO1": 20.0, "TODO2": 20.0, "TODO3": 25.0, "TODO4": 25.0, "PIPELINE": 10.0}
PICTURES = {
    "TODO1": ("relu_forward", "relu_gradient"),
    "TODO2": ("replaced",),
    "TODO3": ("saliency_class", "saliency_channels"),
    "TODO4": ("grad_cam",),
    "PIPELINE": ("guided_class", "guided_grad_cam_class"),
}
HINTS = {
    "TODO1": Hint(id="deconvnet", text="The gradient passes wherever it is positive. Look at `x`."),
    "TODO3": Hint(
        id="softmax",
        text="This looks like the gradient of a probability, not of the class's score.\n"
        "Look at what `model(image)` returns before you pick the class.",
    ),
    "TODO4": Hint(
        id="no_relu", text="The map has negative values: `grad_cam` lacks its last step."
    ),
}
PUBLIC = {"cat-top1": "chelsea", "astronaut-top2": "astronaut"}
HIDDEN = ("secret_scene-top1", "other_secret-top3")


@dataclass(frozen=True)
class Fake:
    """A report with the pictures that belong to it."""

    report: Report
    answered: Pictures
    goldens: Pictures


@functools.cache
def saliency(photo: str) -> Picture:
    """What looks like a saliency picture: the edges of a photograph, centred on grey."""
    image = cv2.resize(getattr(data, photo)(), (SIDE, SIDE), interpolation=cv2.INTER_AREA)
    edges = image.astype(np.float32) - cv2.GaussianBlur(image.astype(np.float32), (0, 0), 2)
    scaled = 0.5 + 0.1 * edges / edges.std()
    return (np.clip(scaled, 0, 1) * 65535).astype(np.uint16)


@functools.cache
def heat(photo: str, negative: bool = False) -> Picture:
    """What looks like a heat map: a few bright blobs of a photograph, (H, W)."""
    grey = cv2.cvtColor(getattr(data, photo)(), cv2.COLOR_RGB2GRAY)
    small = cv2.resize(grey.astype(np.float32), (7, 7), interpolation=cv2.INTER_AREA)
    small = (small - small.mean()) / np.abs(small - small.mean()).max()
    small = small if negative else np.maximum(small, 0)
    return (65535 * (0.5 + 0.5 * cv2.resize(small, (SIDE, SIDE))).clip(0, 1)).astype(np.uint16)


def golden(photo: str, picture: str) -> Picture:
    """The golden of a picture."""
    return heat(photo) if picture == "grad_cam" else saliency(photo)


def wrong_picture(photo: str, picture: str) -> Picture:
    """A mistaken answer for it; saliency differs by about two of 255 grey levels."""
    if picture == "grad_cam":
        return heat(photo, negative=True)
    right = saliency(photo).astype(np.float32)
    off = 0.03 * np.abs(cv2.GaussianBlur(right, (0, 0), 1) - 32768)
    return (right + off).clip(0, 65535).astype(np.uint16)


def realistic(statuses: dict[str, BlankStatus], name: str = "Ada Lovelace") -> Fake:
    """A graded report whose blanks have the statuses given; the others are right."""
    answered, goldens, blanks = {}, {}, []
    for id_, pictures in PICTURES.items():
        status = statuses.get(id_, "right")
        checks = []
        for case in (*PUBLIC, *HIDDEN):
            for picture in pictures:
                photo = PUBLIC.get(case, "coffee")
                goldens[case, picture] = golden(photo, picture)
                passed = status == "right" or (status == "wrong" and picture == "saliency_channels")
                if passed:
                    answered[case, picture] = goldens[case, picture]
                elif status == "wrong":
                    answered[case, picture] = wrong_picture(photo, picture)
                checks.append(check(case, picture, passed, status in ("right", "wrong")))
        blanks.append(blank_report(id_, status, tuple(checks)))
    report = Report(
        submission=name,
        status="graded",
        score=sum(blank.score for blank in blanks),
        max_score=100,
        blanks=tuple(blanks),
        seconds=0.83,
        printed="epoch 1\nshape (1, 112, 112, 3)\n",
    )
    return Fake(report, answered, goldens)


def check(case: str, picture: str, passed: bool, drawn: bool) -> CheckResult:
    """The result of a check; without numbers where nothing was drawn."""
    return CheckResult(
        case=case,
        picture=picture,
        visibility="hidden" if case in HIDDEN else "public",
        ssim=(1.0 if passed else 0.912) if drawn else None,
        beyond=(0.0 if passed else 0.072) if drawn else None,
        passed=passed,
        title=next(b.pictures[picture].title for b in BLANKS if picture in b.pictures),
    )


def blank_report(id_: str, status: BlankStatus, checks: tuple[CheckResult, ...]) -> BlankReport:
    """A blank's report; a wrong TODO3 has half of its marks."""
    half = status == "wrong" and id_ == "TODO3"
    share = 1.0 if status == "right" else 0.5 if half else 0.0
    hint = HINTS.get(id_) if status == "wrong" else None
    if status == "crashed":
        hint = Hint(id="crashed", text="`ValueError: axes don't match array`, in line 84.")
    return BlankReport(
        id=id_,
        score=share * POINTS[id_],
        max_score=POINTS[id_],
        status=status,
        hint=hint,
        checks=checks,
        title=next(blank.title for blank in BLANKS if blank.id == id_),
    )


def not_graded(name: str, reason: str = "The jail could not be started: no memory left.") -> Report:
    """A report of the grader's own failure."""
    return Report(submission=name, status="not_graded", reason=reason, score=None, max_score=100)


def unreadable(name: str, reason: str = "There is no Python file or notebook.") -> Report:
    """A report of a submission in which there is nothing that could be marked."""
    return Report(submission=name, status="unreadable", reason=reason, score=None, max_score=100)


def class_of(size: int, seed: int = 7) -> list[Report]:
    """Reports of a class, without pictures: most do well, each in their own way."""
    chance = random.Random(seed)
    outcomes: list[BlankStatus] = ["wrong", "wrong", "wrong", "blank", "crashed", "timed_out"]
    reports = []
    for place in range(size):
        if place % 50 == 49:
            reports.append(not_graded(f"student {place:04}"))
            continue
        skill = chance.betavariate(3, 1.2)
        blanks = [
            blank_report(id_, "right" if chance.random() < skill else chance.choice(outcomes), ())
            for id_ in POINTS
        ]
        reports.append(
            Report(
                submission=f"student {place:04}",
                status="graded",
                score=sum(blank.score for blank in blanks),
                max_score=100,
                blanks=tuple(blanks),
                seconds=round(chance.uniform(0.5, 4), 2),
            )
        )
    return reports
