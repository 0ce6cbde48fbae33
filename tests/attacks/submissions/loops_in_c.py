"""Threat: a regular expression never comes back to Python, where an alarm would be seen."""

import re


def grad_cam(model, image, class_index, layer_name):
    return re.match(r"(a+)+$", "a" * 64 + "b")
