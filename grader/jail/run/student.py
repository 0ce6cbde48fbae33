"""Inside the jail: import a submission, run the asks, and write its answers as frames.

This is the one module that runs in the same process as student code, which may reach and change
anything here. So nothing is decided here: a forged answer is just a wrong answer.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from types import ModuleType

from grader.core.answer import IMPORTED, MOST_NOTES, Header, encode_frame
from grader.core.exercise import Ask, Question, Unusable
from grader.core.text import Message
from grader.jail.run.crash import (
    cause,
    is_about_encoding,
    is_not_handed_out,
    line_in_words,
    nothing_behind,
    place,
)
from grader.jail.run.job import Job
from grader.jail.run.load import load
import numpy as np
from numpy.typing import NDArray

Write = Callable[[bytes], object]
Run = Callable[[ModuleType, Sequence[Ask], Mapping[str, Question]], Iterable[Callable[[], object]]]


def answer_asks(
    job: Job,
    run: Run,
    write: Write,
    needs_cold: Callable[[], bool] = lambda: False,
    out_of_memory: Sequence[str] = (),
) -> None:
    """Import a submission, run what is asked of it, and write a frame for each ask.

    `needs_cold` says whether it has met what this process cannot do, and a cold one can;
    `out_of_memory` names exceptions that say that there was too little memory.
    """
    try:
        loaded = load(job.source, out_of_memory)
    except BaseException as error:  # a submission may raise SystemExit, or worse
        failure = crash("import", error, out_of_memory)
        for ask in job.asks:
            update = {"case": ask.case, "array": ask.array, "cold": needs_cold()}
            write(encode_frame(failure.model_copy(update=update)))
        return
    write(IMPORTED)
    for harmless in loaded.failed[:MOST_NOTES]:
        write(note(harmless))
    for ask, call in zip(job.asks, run(loaded.module, job.asks, job.questions), strict=True):
        write(answer_ask(ask, call, needs_cold, out_of_memory))


def answer_ask(
    ask: Ask,
    call: Callable[[], object],
    needs_cold: Callable[[], bool],
    out_of_memory: Sequence[str] = (),
) -> bytes:
    """The frame that answers one ask."""
    header = Header(case=ask.case, array=ask.array, outcome="answered")
    try:
        array = as_array(call(), ask.shape)
        return encode_frame(header.model_copy(update={"cold": needs_cold()}), array)
    except Unusable as error:
        problem = {"outcome": "bad_output", "kind": error.kind, **_parts(error.what)}
    except NotImplementedError as error:
        problem = {"outcome": "blank", "kind": "blank", "message": cause(error)}
    except BaseException as error:  # the next ask is still to be answered
        failure = crash("call", error, out_of_memory)
        problem = failure.model_dump(include={"outcome", "kind", "message"})
    return encode_frame(header.model_copy(update={**problem, "cold": needs_cold()}))


def as_array(value: object, shape: tuple[int, ...]) -> NDArray[np.float32]:
    """What a function returned, as float32 of the shape asked for.

    Tensors, arrays, lists and any real dtype will do, and a leading batch axis of one. Raises
    Unusable, in words, for anything else.
    """
    if value is None:
        raise Unusable("none", Message("returned nothing (None)"))
    array = np.asarray(value)
    if array.dtype == bool:
        raise Unusable(
            "bool",
            Message("returned booleans, where numbers of shape {shape} are expected", shape=shape),
        )
    if not (np.issubdtype(array.dtype, np.integer) or _is_real(array.dtype)):
        raise Unusable(
            "not_numbers",
            Message("returned a {name} of {dtype}", name=type(value).__name__, dtype=array.dtype),
        )
    if array.shape == (1, *shape):
        array = array[0]
    if array.shape != shape:
        raise Unusable(
            "shape",
            Message(
                "returned shape {shape}, where {shape2} is expected",
                shape=array.shape,
                shape2=shape,
            ),
        )
    return array.astype(np.float32)


def _is_real(dtype: np.dtype) -> bool:
    # bfloat16 is a real dtype that NumPy itself does not know as floating.
    return np.issubdtype(dtype, np.floating) or dtype.name == "bfloat16"


def crash(kind: str, error: BaseException, out_of_memory: Sequence[str] = ()) -> Header:
    """The header for an exception, with the line of the submission that it came from."""
    no_memory = isinstance(error, MemoryError) or type(error).__name__ in out_of_memory
    kind, message = _in_words(kind, error)
    return Header(
        case="",
        array="",
        outcome="out_of_memory" if no_memory else "crashed",
        kind=kind,
        message=message[:2000],
    )


def note(error: BaseException) -> bytes:
    """The frame that tells of what failed at the top level, and costs nothing."""
    said = crash("import", error)
    kind = "ends" if said.kind == "ends" else "fails"
    update = {"outcome": "note", "kind": kind}
    return encode_frame(said.model_copy(update=update))


def _in_words(kind: str, error: BaseException) -> tuple[str, str]:
    """The kind of an exception, as a hint knows it, and what is said of it."""
    text, where = cause(error), place(error)
    said = f"{type(error).__name__}{text and f': {text}'}{where}"
    if is_not_handed_out(error):
        return "package", said
    if isinstance(error, SystemExit) and where:
        return "ends", where.strip(" ()")
    if is_about_encoding(text):
        return "encoding", said
    nothing = nothing_behind(error)
    if nothing is None:
        return kind, said
    if nothing.is_gradient:
        return "no_path", said
    return "nothing", f"{said}. `{nothing.name}` is None: {line_in_words(nothing.line)}"


def _parts(what: Message) -> dict[str, object]:
    """A message as a header has it, within the header's bounds."""
    values = {name: str(value)[:100] for name, value in what.values.items()}
    return {"message": what.template[:500], "values": values}
