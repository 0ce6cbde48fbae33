"""A job: one submission's source, the asks, and the questions that they need.

A job carries its questions, so that no server holds any: a child cannot reveal what it was not
asked. A server passes a job on unread, since anything that it decoded would stay in its memory, and
so in that of every later child.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
import json
import struct
from typing import Any

from grader.core.exercise import Ask, Question
import numpy as np

LENGTHS = struct.Struct(">II")


@dataclass(frozen=True)
class Job:
    """`questions` are those of the asked cases, by the case's name, and no others."""

    source: bytes
    asks: tuple[Ask, ...]
    questions: Mapping[str, Question]

    def __post_init__(self) -> None:
        """Raises ValueError for questions that are not those of the asks."""
        if {ask.case for ask in self.asks} != set(self.questions):
            raise ValueError("a job carries the questions of its asks, and no others")

    def encode(self) -> bytes:
        """The job as bytes: a JSON header, the source, and the pictures in the header's order."""
        pictures = [
            picture for each in self.questions.values() for picture in each.pictures.values()
        ]
        header = {
            "asks": [[ask.case, ask.array, ask.shape] for ask in self.asks],
            "questions": {name: _described(each) for name, each in self.questions.items()},
        }
        head = json.dumps(header).encode()
        body = (picture.tobytes() for picture in pictures)
        return b"".join((LENGTHS.pack(len(head), len(self.source)), head, self.source, *body))

    @classmethod
    def decode(cls, data: memoryview) -> Job:
        """The job that `encode` made, in arrays of its own: `data` may be given back."""
        head_length, source_length = LENGTHS.unpack_from(data)
        place = LENGTHS.size + head_length
        header = json.loads(bytes(data[LENGTHS.size : place]))
        source = bytes(data[place : place + source_length])
        place += source_length
        questions = {}
        for name, described in header["questions"].items():
            pictures = {}
            for picture, shape in described["pictures"].items():
                size = int(np.prod(shape))
                values = np.frombuffer(bytes(data[place : place + size]), np.uint8)
                pictures[picture] = values.reshape(shape)
                place += size
            questions[name] = Question(described["about"], pictures)
        asks = tuple(Ask(case, array, tuple(shape)) for case, array, shape in header["asks"])
        return cls(source, asks, questions)


def _described(question: Question) -> dict[str, Any]:
    shapes = {name: picture.shape for name, picture in question.pictures.items()}
    return {"about": dict(question.about), "pictures": shapes}
