"""Threat: a list that holds itself."""


def grad_cam(model, image, class_index, layer_name):
    nested = []
    nested.append(nested)
    return nested
