"""What is wrong with a table, in the words of whoever wrote it: each key and case by its name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
import difflib
from typing import Any, get_args

from grader.core.text import NOTHING, Message, cap
from pydantic import BaseModel, ValidationError

Place = tuple[str | int, ...]


def faults_of(
    model: type[BaseModel], table: object, error: ValidationError, others: Sequence[str] = ()
) -> Message:
    """A sentence for every fault, one after another.

    `others` are keys that may have been meant in the file, though they are not the model's.
    """
    said: dict[Place, Message] = {}
    for detail in error.errors():
        place = _within(table, detail["loc"])
        said.setdefault(place, _fault(model, table, place, detail, others))
    whole = NOTHING
    for place, sentence in said.items():
        if any(len(other) > len(place) and other[: len(place)] == place for other in said):
            continue  # what is wrong within it is said
        if whole == NOTHING:
            whole = sentence
        else:
            whole = Message("{first} {second}", first=whole, second=sentence)
    return whole


def _fault(
    model: type[BaseModel], table: object, place: Place, detail: Any, others: Sequence[str]
) -> Message:
    """One fault. `place` is where it is in the table."""
    key = str(place[-1]) if place else ""
    where = _where(table, place[:-1])
    if detail["type"] == "missing":
        return Message("In {where}, {key} is missing.", where=where, key=str(detail["loc"][-1]))
    if detail["type"] == "extra_forbidden":
        known = [*_keys(model, place[:-1]), *(others if len(place) == 1 else ())]
        return _unknown_key(where, key, known)
    if detail["type"] == "value_error":
        why = detail["ctx"]["error"].args[0]
        return why if isinstance(why, Message) else Message("{why}.", why=why)
    value = _at(table, place)
    return Message(
        "In {where}, {key} is {value}, but {expected}.",
        where=where,
        key=key,
        value=cap(repr(value), 60),
        expected=_expected(detail, value),
    )


def _unknown_key(where: Message, key: str, known: Sequence[str]) -> Message:
    near = difflib.get_close_matches(key, known, 1)
    if near:
        return Message(
            "In {where}, {key} is unknown. Did you mean {near}?",
            where=where,
            key=key,
            near=near[0],
        )
    return Message(
        "In {where}, {key} is unknown. The keys are {known}.",
        where=where,
        key=key,
        known=", ".join(known),
    )


def _expected(detail: Any, value: object) -> Message:
    """What should stand there."""
    kind, context = detail["type"], detail.get("ctx", {})
    if kind == "literal_error":
        allowed = context["expected"]
        near = difflib.get_close_matches(str(value), [each.strip("' ") for each in _words(allowed)])
        if near:
            return Message("must be {allowed}; perhaps {near}", allowed=allowed, near=near[0])
        return Message("must be {allowed}", allowed=allowed)
    if kind in ("greater_than", "greater_than_equal", "less_than", "less_than_equal"):
        limit = next(iter(context.values()))
        return {
            "greater_than": Message("must be more than {limit}", limit=limit),
            "greater_than_equal": Message("must be at least {limit}", limit=limit),
            "less_than": Message("must be less than {limit}", limit=limit),
            "less_than_equal": Message("must be at most {limit}", limit=limit),
        }[kind]
    for beginning, expected in _KINDS.items():
        if kind.startswith(beginning):
            return expected
    if kind == "string_too_long":
        return Message("may have at most {most} characters", most=context["max_length"])
    return Message("that is not expected there: {why}", why=detail["msg"])


_KINDS: Mapping[str, Message] = {
    "int_from_float": Message("must be a whole number"),
    "int_": Message("must be a whole number"),
    "float_": Message("must be a number"),
    "finite_number": Message("must be a number"),
    "bool_": Message("must be true or false"),
    "string_type": Message("must be text in quotes"),
    "string_pattern_mismatch": Message(
        "must begin with a letter or a digit and hold only letters, digits, dots, - and _"
    ),
    "datetime_": Message("must be a time such as 2026-11-20T23:59:00Z"),
    "timezone_": Message("must be a time with its zone, such as 2026-11-20T23:59:00Z"),
    "too_short": Message("must have at least one entry"),
    "tuple_type": Message("must be a list"),
    "list_type": Message("must be a list"),
    "dict_type": Message("must be a table"),
    "mapping_type": Message("must be a table"),
    "model_type": Message("must be a table"),
    "path_type": Message("must be a path in quotes"),
}
"""By the beginning of pydantic's name for a fault: what should stand there."""


def _words(allowed: str) -> list[str]:
    return allowed.replace(" or ", ", ").split(", ")


def _within(table: object, place: Place) -> Place:
    """The place as far as the table has it, but for a last key that may be missing there.

    Behind it pydantic names what it tried, such as the types of a union.
    """
    kept: list[str | int] = []
    for each in place:
        inner = _at(table, tuple(kept))
        is_list = isinstance(inner, Sequence) and not isinstance(inner, str)
        if not (isinstance(inner, Mapping) or (is_list and isinstance(each, int))):
            break
        kept.append(each)
    return tuple(kept)


def _at(table: object, place: Place) -> object:
    for each in place:
        if isinstance(table, Mapping):
            table = table.get(each)
        elif isinstance(table, Sequence) and isinstance(each, int) and each < len(table):
            table = table[each]
        else:
            return None
    return table


def _where(table: object, place: Place) -> Message:
    """The part of the file, as its writer would call it: case cat_coffee-top1, [points]."""
    parts = list(_parts(table, place))
    if not parts:
        return Message("the file")
    whole = parts[0]
    for part in parts[1:]:
        whole = Message("{outer}, {inner}", outer=whole, inner=part)
    return whole


def _parts(table: object, place: Place) -> Iterator[Message]:
    for depth, each in enumerate(place):
        inner = _at(table, place[: depth + 1])
        after = place[depth + 1] if depth + 1 < len(place) else None
        if isinstance(each, int):
            kind, name = str(place[depth - 1]), None
            if isinstance(inner, Mapping):
                name = inner.get("name")
            if isinstance(name, str):
                yield Message("{kind} {name}", kind=kind, name=name)
            else:
                yield Message("{kind} number {number}", kind=kind, number=each + 1)
        elif not isinstance(after, int):
            yield Message("[{table}]", table=each)


def _keys(model: type[BaseModel], place: Place) -> Iterator[str]:
    """The keys of the model that stands at a place."""
    inner: Any = model
    for each in place:
        if isinstance(each, int):
            continue
        fields = {field.alias or name: field for name, field in inner.model_fields.items()}
        found = _model_in(fields[each].annotation) if each in fields else None
        if found is None:
            return
        inner = found
    for name, field in inner.model_fields.items():
        yield field.alias or name


def _model_in(annotation: Any) -> type[BaseModel] | None:
    if isinstance(annotation, type) and issubclass(annotation, BaseModel):
        return annotation
    return next(filter(None, map(_model_in, get_args(annotation))), None)
