"""Threat: an object that is equal to every golden, and as good as any array."""


class Equal:
    """Says yes to everything."""

    ssim, beyond, passed, score = 1.0, 0.0, True, 100

    def __eq__(self, other):
        return True

    def __call__(self, *arguments, **options):
        return self

    def __bool__(self):
        return True

    __ge__ = __le__ = __gt__ = __lt__ = __eq__
    __hash__ = object.__hash__


def grad_cam(model, image, class_index, layer_name):
    return Equal()
