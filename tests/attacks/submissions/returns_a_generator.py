"""Threat: a generator without end, to be drained by who wants a list."""


def grad_cam(model, image, class_index, layer_name):
    return iter(int, 1)
