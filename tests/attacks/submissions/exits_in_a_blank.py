"""Threat: the process ends in the middle of a blank, with the status of success."""

import os


def grad_cam(model, image, class_index, layer_name):
    os._exit(0)
