"""Runs student code where it can reach nothing of the grader's, and where nothing it does outlives
it.
"""
