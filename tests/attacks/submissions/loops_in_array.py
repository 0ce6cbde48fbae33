"""Threat: what is returned never ends when it is looked at."""


class Lazy:
    def __array__(self, *arguments, **options):
        while True:
            pass


def grad_cam(model, image, class_index, layer_name):
    return Lazy()
