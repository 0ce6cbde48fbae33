"""Threat: a number whose text takes hours to make, where the answer is put into words."""


def grad_cam(model, image, class_index, layer_name):
    return 10 ** (10**6)
