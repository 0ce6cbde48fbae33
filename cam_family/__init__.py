"""The CAM family: the second assignment, whole in this folder.

Its functions are in `reference_solution`; `subject` says what the grader must know of it.
"""

import os
import sys

from grader.core.errors import import_problem

# TensorFlow prints a page of start-up notes unless it is told not to before its first import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

try:  # an OpenCV whose system libraries are missing is what newcomers meet most often
    import cv2  # noqa: F401
except ImportError as error:
    print(import_problem(error), file=sys.stderr)
    raise SystemExit(2) from None
