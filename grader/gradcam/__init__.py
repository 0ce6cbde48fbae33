"""All that is particular to the Guided Grad-CAM assignment: its blanks, exercises and pictures.

The rest of the `grader` package would mark any assignment that is answered in pictures.
"""

import os

# TensorFlow prints a page of start-up notes unless it is told not to before its first import.
os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")
