"""The answer to what a blank is asked, decoded from bytes that a hostile process may have written.

The bytes are a marker that the submission was imported, followed by frames: a length (4 bytes,
big-endian), a JSON header of that length, and, if the header says `answered`, the raw array, whose
length follows from the ask and not from the header. Nothing is unpickled, imported or decoded as a
picture, and no size is trusted.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
import struct
from typing import Annotated, Literal

from grader.core.exercise import Ask, FailedOutcome
from grader.core.text import Message, clean
import numpy as np
from numpy.typing import NDArray
from pydantic import BaseModel, ConfigDict, Field, ValidationError

IMPORTED = b"imported"
HEADER_LIMIT = 8192
MOST_NOTES = 4
"""Frames that tell of what failed at the file's top level without any harm; they answer no ask."""
LENGTH = struct.Struct(">I")

Key = tuple[str, str]
"""(case, array)"""


class Header(BaseModel):
    """The header of a frame: which ask it answers, and with what outcome.

    `message` and `values` are those of a `Message`. `cold` says that the submission has met what a
    warm process cannot do.
    """

    model_config = ConfigDict(frozen=True, extra="forbid", strict=True)

    case: str
    array: str
    outcome: Literal["answered", "blank", "crashed", "out_of_memory", "bad_output", "note"]
    kind: str = Field(default="", max_length=40)
    message: str = Field(default="", max_length=2000)
    values: dict[str, Annotated[str, Field(max_length=100)]] = Field(default={}, max_length=8)
    cold: bool = False


@dataclass(frozen=True)
class Failure:
    """Why there is no array. `kind` is a stable word for the hint; `message` says why."""

    outcome: FailedOutcome
    kind: str
    message: Message


@dataclass(frozen=True)
class Note:
    """What failed at the file's top level without any harm; `ends` says that it ended Python."""

    message: Message
    ends: bool = False


@dataclass(frozen=True)
class Answer:
    """Each ask is either in `arrays` (float32, of the expected shape) or in `failures`.

    `imported` says whether the submission could be imported: if not, no blank of it can run.
    `complete` says that it answered all asks itself, and `cold` that a cold process might do
    better; a submission that forges this harms only itself. `notes` tell what failed without harm.
    """

    imported: bool = False
    complete: bool = True
    cold: bool = False
    arrays: Mapping[Key, NDArray[np.float32]] = field(default_factory=dict)
    failures: Mapping[Key, Failure] = field(default_factory=dict)
    notes: tuple[Note, ...] = ()

    @property
    def ran_out_of_memory(self) -> bool:
        """Whether anything failed because memory ran out."""
        return any(failure.outcome == "out_of_memory" for failure in self.failures.values())

    def first_unanswered(self, asks: Sequence[Ask]) -> Ask | None:
        """The ask at which the process ended, or was stopped; None where it answered all."""
        known = {*self.arrays, *self.failures}
        return next((ask for ask in asks if (ask.case, ask.array) not in known), None)

    def part_for(self, asks: Sequence[Ask], rest: Failure) -> Answer:
        """The part of the answer for some of the asks; those without an answer fail
        as `rest` says.
        """
        keys = [(ask.case, ask.array) for ask in asks]
        arrays = {key: self.arrays[key] for key in keys if key in self.arrays}
        failures = {key: self.failures.get(key, rest) for key in keys if key not in arrays}
        complete = self.first_unanswered(asks) is None
        return replace(self, complete=complete, arrays=arrays, failures=failures)


def encode_frame(header: Header, array: NDArray[np.float32] | None = None) -> bytes:
    """One frame. The array is there when, and only when, the header says `answered`."""
    head = header.model_dump_json().encode()
    body = b"" if array is None else np.ascontiguousarray(array, dtype="<f4").tobytes()
    return LENGTH.pack(len(head)) + head + body


def capacity(asks: Sequence[Ask]) -> int:
    """The most bytes that an honest answer to these asks can have."""
    return (
        len(IMPORTED)
        + MOST_NOTES * (LENGTH.size + HEADER_LIMIT)
        + sum(LENGTH.size + HEADER_LIMIT + ask.size for ask in asks)
    )


def decode_answer(data: bytes, asks: Sequence[Ask], rest: Failure) -> Answer:
    """The answer in `data`; asks that it does not reach fail as `rest` says."""
    return read_answers(data, asks).part_for(asks, rest)


def read_answers(data: bytes, asks: Sequence[Ask]) -> Answer:
    """What `data` says about the asks; those that it does not reach are in neither part.

    The first answer to an ask counts; reading ends at the first invalid frame.
    """
    wanted = {(ask.case, ask.array): ask for ask in asks}
    arrays: dict[Key, NDArray[np.float32]] = {}
    failures: dict[Key, Failure] = {}
    notes: list[Note] = []
    imported, cold = data.startswith(IMPORTED), False
    place = len(IMPORTED) if imported else 0
    while wanted and (header := _header(data, place)) is not None:
        place += LENGTH.size + LENGTH.unpack_from(data, place)[0]
        if header.outcome == "note":
            if len(notes) == MOST_NOTES:
                break
            notes.append(Note(_said(header), header.kind == "ends"))
            continue
        key = (header.case, header.array)
        ask = wanted.pop(key, None)
        if ask is None:
            break
        cold |= header.cold
        if header.outcome != "answered":
            failures[key] = Failure(header.outcome, clean(header.kind), _said(header))
            continue
        body = data[place : place + ask.size]
        if len(body) < ask.size:
            wanted[key] = ask
            break
        place += ask.size
        array = np.frombuffer(body, "<f4").reshape(ask.shape)
        if np.isfinite(array).all():
            arrays[key] = array
        else:
            failures[key] = _not_finite(array)
    return Answer(imported, not wanted, cold, arrays, failures, tuple(notes))


def _header(data: bytes, place: int) -> Header | None:
    """The header at `place`; None where there is no valid one."""
    if len(data) - place < LENGTH.size:
        return None
    length = LENGTH.unpack_from(data, place)[0]
    start = place + LENGTH.size
    if length > HEADER_LIMIT or len(data) - start < length:
        return None
    try:
        return Header.model_validate_json(data[start : start + length])
    except ValidationError:
        return None


def _said(header: Header) -> Message:
    """What the header says, fit to be shown, and no longer than without its values."""
    said = Message(header.message, **header.values).cleaned()
    short = clean(str(said))
    return said if short == str(said) else Message(short)


def _not_finite(array: NDArray[np.float32]) -> Failure:
    count, size = np.count_nonzero(~np.isfinite(array)), array.size
    if np.isnan(array).any():
        said = Message("{count} of {size} values are NaN or infinite", count=count, size=size)
    else:
        said = Message("{count} of {size} values are infinite", count=count, size=size)
    return Failure("bad_output", "not_finite", said)
