"""Threat: the grader's own modules read the goldens, compare and write marks for whoever asks."""

import importlib
import sys

from attacker import SECRETS, attempt

sys.path[:0] = [SECRETS["package"], "", "."]
importlib.invalidate_caches()
for name in (
    "grader.goldens.store",
    "grader.goldens.compare",
    "grader.marking.grader",
    "grader.results.gradebook",
    "grader.goldens.catalogue",
    "grader.goldens.survey",
    "reference_solution",
    "tests.conftest",
    "tests.attacks.arena",
):
    attempt(name, importlib.import_module, name)
