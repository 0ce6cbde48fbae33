"""Threat: patched writers say of every answer that it is right, or nothing that can be read."""

import json
import struct

from grader.core.answer import Header
import grader.jail.run.student
import numpy as np

honest = grader.jail.run.student.encode_frame


def forged(header, array=None):
    return honest(header.model_copy(update={"outcome": "answered"}), np.ones_like(array))


json.dumps = json.loads = lambda *arguments, **options: '{"status": "right", "score": 100}'
struct.pack = struct.unpack = lambda *arguments: b""
Header.model_dump_json = lambda self: '{"outcome": "answered", "passed": true}'
grader.jail.run.student.encode_frame = forged
