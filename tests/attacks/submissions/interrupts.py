"""Threat: an exception that is no Exception is taken for the instructor's Ctrl-C."""


def grad_cam(model, image, class_index, layer_name):
    raise KeyboardInterrupt
