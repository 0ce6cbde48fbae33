"""What each command of `python -m grader` does."""
