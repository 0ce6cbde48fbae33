"""Threat: what is hidden from students is told by a message that is shown to them."""

honest_map = grad_cam  # noqa: F821 (the honest solution stands before)
seen = []


def grad_cam(model, image, class_index, layer_name):
    seen.append(class_index)
    if len(seen) > 1:
        raise ValueError(f"SPOILER: of class {class_index} at {layer_name}")
    return honest_map(model, image, class_index, layer_name)
