"""The named mistakes and the right answers: for hints, for setting limits and for tests."""
