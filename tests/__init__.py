"""Tests, in packages that mirror the rooms of `grader`."""

from grader import ROOT

REFERENCE = ROOT / "reference_solution.py"
CATALOGUE = ROOT / "grader" / "gradcam" / "mistakes"
"""Of the first assignment."""
