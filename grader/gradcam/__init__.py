"""All that is particular to the Guided Grad-CAM assignment: its blanks, exercises and pictures.

The rest of the `grader` package would mark any assignment that is answered in pictures.
"""

import os
import sys

from grader.core.errors import import_problem

# TensorFlow prints a page of start-up notes unless it is told not to before its first import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# What newcomers meet most often is an OpenCV whose system libraries are missing: a sentence says
# what to do, also to a student who runs no more than the template.
try:
    import cv2  # noqa: F401
except ImportError as error:
    print(import_problem(error), file=sys.stderr)
    raise SystemExit(2) from None
