"""Threat: a second answer to the same ask replaces, or hides, the first."""

import grader.jail.run.student

honest = grader.jail.run.student.answer_ask


def twice(*arguments):
    frame = honest(*arguments)
    return frame + frame


grader.jail.run.student.answer_ask = twice
