"""Threat: SystemExit ends the grader's loop, with the status of success."""

import sys

sys.exit(0)
