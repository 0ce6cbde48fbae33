"""Everything that is particular to the Guided Grad-CAM assignment: its blanks, exercises and
pictures.

The rest of the `grader` package marks any assignment that is answered in pictures.
"""

import os
import sys

from grader.core.errors import import_problem

# TensorFlow prints a page of start-up notes unless it is told not to before its first import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

# The most common obstacle for newcomers is an OpenCV whose system libraries are missing: a sentence
# says what to do, even to a student who only runs the template.
try:
    import cv2  # noqa: F401
except ImportError as error:
    print(import_problem(error), file=sys.stderr)
    raise SystemExit(2) from None
