"""Threat: the grader's own modules read the goldens, compare and write marks for whoever asks."""

import importlib
import sys

from attacker import SECRETS, attempt

sys.path[:0] = [SECRETS["package"], "", "."]
importlib.invalidate_caches()
for name in (
    "grader.goldens",
    "grader.compare",
    "grader.grading",
    "grader.gradebook",
    "grader.gradcam.mistakes.catalogue",
    "grader.resolved",
    "reference_solution",
    "tests.conftest",
    "tests.attacks.arena",
):
    attempt(name, importlib.import_module, name)
