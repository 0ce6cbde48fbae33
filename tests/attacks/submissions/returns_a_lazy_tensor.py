"""Threat: a symbolic tensor that has no value until somebody runs it."""


def grad_cam(model, image, class_index, layer_name):
    return model.get_layer(layer_name).output
