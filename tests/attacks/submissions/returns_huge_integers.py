"""Threat: integers that no float can hold."""


def grad_cam(model, image, class_index, layer_name):
    height, width = model.get_layer(layer_name).output.shape[1:3]
    return [[10**400] * width] * height
