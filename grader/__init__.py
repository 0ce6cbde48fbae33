"""Marks assignments whose answers are pictures. `python -m grader --help` is its face."""

__version__ = "1.0.0"
