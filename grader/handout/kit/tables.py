"""The kit's assignment and network as TOML, made of what was read, so that no comment slips in."""

from __future__ import annotations

from collections.abc import Mapping
import json

from grader.core.assignment import Assignment
from grader.networks.spec import NetworkSpec


def assignment_toml(assignment: Assignment, network: str) -> str:
    """An assignment whose folders are the kit's; `network` is what its network is called there."""
    top = {
        "title": assignment.title,
        "network": network,
        "scenes": "scenes",
        "goldens": "../expected_outputs",
    }
    tables = [_table(top), "[points]\n" + _table(assignment.points)]
    tables.append("[limits]\n" + _table(assignment.limits.model_dump()))
    for case in assignment.cases:
        tables.append("[[case]]\n" + _table(case.model_dump(by_alias=True)))
    return "\n".join(tables)


def network_toml(network: NetworkSpec) -> str:
    """The network; its files lie beside the TOML."""
    values: dict[str, object] = {"name": network.name}
    for key, path in (("path", network.path), ("weights", network.weights)):
        if path is not None:
            values[key] = path.name
    values["input_size"] = list(network.input_size)
    values["preprocessing"] = network.preprocessing
    if network.class_names is not None:
        values["class_names"] = network.class_names.name
    values["layer"] = network.layer
    return _table(values)


def _table(values: Mapping[str, object]) -> str:
    # Strings, numbers and lists of them are written alike in JSON and TOML.
    rows = (f"{key} = {json.dumps(value, ensure_ascii=False)}\n" for key, value in values.items())
    return "".join(rows)
