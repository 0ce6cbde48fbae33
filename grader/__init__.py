"""Marks assignments whose answers are pictures. Start with `python -m grader --help`.

The rooms, from the ground up; none imports one above it:

    core                      the nouns: assignment, blank, submission, answer, report
    intake  jail  networks    bytes in · running what is not trusted · what is explained
    goldens                   what an answer is compared with
    marking  handout  gradcam answer to report · what students get · the first assignment
    results                   what is kept and shown: gradebook, pages, exports
    cli                       the face
"""

from pathlib import Path

__version__ = "1.0.0"

PACKAGE = Path(__file__).parent
ROOT = PACKAGE.parent
"""The root of the checkout, the kit or the pack, with `data/`, `.venv/` and the hand-out."""
