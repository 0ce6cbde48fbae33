"""Each pack marks a right submission, a mistake and an attack as it should, on each machine."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path
import time

import pytest

from tests.kit_assignment import ROOT
from tests.platforms.layouts import PLATFORMS, Job
from tests.platforms.machines import Machine

RIGHT = (ROOT / "reference_solution.py").read_text("utf-8")
MISTAKE = RIGHT.replace("(x > 0) & (grad > 0)", "grad > 0")
ATTACK = """
import os, time
if os.fork() == 0:
    os.setsid()
    if os.fork() == 0:
        until = time.time() + 60
        while time.time() < until:
            for path in {paths}:
                try:
                    with open(path, "w") as file:
                        file.write('{{"score": 100}}')
                except OSError:
                    pass
            time.sleep(0.1)
    os._exit(0)
"""
POINTS = {"right": 100, "mistake": 70, "attack": 0}
REFUSED = {("classroom50", "no-landlock"), ("autolab", "no-landlock")}
"""There student code has the grader's own user, and nothing else would keep it from the goldens."""

ALWAYS = {("root", "right"), ("docker", "mistake")}
ATTACKED_ALWAYS = {("classroom50", "root"), ("classroom50", "user")}


def combinations() -> list[object]:
    """All of them; some are tried by every `make test`, the rest by `make test-slow`."""
    return [
        pytest.param(
            platform,
            machine,
            kind,
            marks=()
            if (machine, kind) in ALWAYS
            or (kind == "attack" and (platform, machine) in ATTACKED_ALWAYS)
            else pytest.mark.slow,
            id=f"{platform}-{machine}-{kind}",
        )
        for platform in PLATFORMS
        for machine in ("root", "docker", "user", "no-landlock", "gigabyte")
        for kind in POINTS
    ]


@pytest.mark.parametrize(("platform", "machine", "kind"), combinations())
def test_a_pack_gives_the_right_points(
    platform: str,
    machine: str,
    kind: str,
    packs: Mapping[str, Path],
    known_machines: Mapping[str, Machine],
    place: Path,
    python: Path,
) -> None:
    at = known_machines[machine]
    if at.lacks:
        pytest.skip(at.lacks)
    pack, run = PLATFORMS[platform]
    points, results = run(Job(packs[pack], place, source_of(kind, place), at, python))
    if (platform, machine) in REFUSED:
        assert points is None, "what cannot be confined gets no mark, and no zero"
        return
    assert_marked(kind, points, results)


def assert_marked(kind: str, points: float | None, results: Path) -> None:
    """The points are right, and stay so."""
    assert points == POINTS[kind]
    if kind == "attack":
        told = results.read_bytes()
        time.sleep(1)
        assert results.read_bytes() == told, "a daemon has rewritten the results"


def source_of(kind: str, place: Path) -> str:
    """The submission's text; an attack is told where each platform's results are written."""
    if kind == "attack":
        known = ("autograder/results/results.json", "grade/results/results.json", "job/results.txt",
                 "checkout/result.json", "checkout/report/junit.xml")  # fmt: skip
        blank = (ROOT / "student_template.py").read_text("utf-8")
        return blank + ATTACK.format(paths=[str(place / name) for name in known])
    return {"right": RIGHT, "mistake": MISTAKE}[kind]
