"""The CAM family: five ways to ask where a network looks, and a box to tell what they are worth.

    python student_template.py --scene cat_coffee --class top1

Each method makes a heat map that says which regions of an image I speak for a class's score S:

*   **CAM** reads it off the weights of a network that ends in a global average pooling and one
    dense layer (Zhou et al. 2016). Grad-CAM, which you know, does so for any network.
*   **Grad-CAM++** and **Layer-CAM** weigh the activations A^k by gradients as Grad-CAM does, but
    not by their plain mean (Chattopadhay et al. 2018, Jiang et al. 2021).
*   **Occlusion** and **Score-CAM** need no gradient: they hide parts of the image and look at what
    becomes of the score (Zeiler and Fergus 2014, Wang et al. 2020).

Arrays are NumPy arrays, float32. Loading networks and scenes, computing the gradients and drawing
the pictures is provided; the mathematics is below.

Fill in TODO1, TODO2, TODO3, TODO4, TODO5 below, each in place of its NotImplementedError.
Then run this file: it makes the pictures that are possible so far and says what is next.
To see your marks:

    python -m grader check student_template.py
"""

from cam_family.explain import explain
import cv2
import keras
import numpy as np


def class_activation_map(model: keras.Model, image: np.ndarray, class_index: int) -> np.ndarray:
    """CAM: the class activation map of a network that ends in GAP and one dense layer.

    The last two layers of the model are a `GlobalAveragePooling2D`, which takes the mean of each
    channel f_k of the last convolutional layer, and a `Dense` layer with a kernel w, (K, classes):

        map = sum over k of  w[k, c] f_k

    What speaks against the class is negative, and stays so: there is no ReLU. The mean of the map
    and the bias of the class add up to the class's score.

    Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", equation 2.

    Args:
        model: a network that ends in global average pooling and one dense layer.
        image: a preprocessed image, (1, H, W, 3), float32.
        class_index: the class c to explain.

    Returns:
        The map, (h, w) of the layer before the pooling, not resized.
    """
    raise NotImplementedError(
        "TODO1: return the channels before the pooling, weighted for the class and added up"
    )


def grad_cam_plus_plus(activations: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Grad-CAM++: a weighted mean of the positive gradients where Grad-CAM has the plain mean.

    With A the activations of a layer and g = dS/dA their gradients, for each channel k and each
    position (i, j)

        alpha = g^2 / (2 g^2 + (sum over all positions of A) g^3),  and 0 where g is 0
        w_k   = sum over positions of  alpha ReLU(g)
        map   = ReLU( sum over k of  w_k A^k )

    Chattopadhay et al. 2018, "Grad-CAM++", equation 19.

    Args:
        activations: A, (h, w, K), float32.
        gradients: g, (h, w, K), float32: of a class's score before softmax.

    Returns:
        The map, (h, w), never negative.
    """
    raise NotImplementedError("TODO2: return the map of Grad-CAM++")


def layer_cam(activations: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Layer-CAM: each activation weighted by its own positive gradient.

        map = ReLU( sum over k of  ReLU(g^k) A^k )

    Jiang et al. 2021, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization".

    Args:
        activations: A, (h, w, K), float32.
        gradients: g = dS/dA, (h, w, K), float32.

    Returns:
        The map, (h, w), never negative.
    """
    raise NotImplementedError("TODO2: return the map of Layer-CAM")


def occlusion(
    model: keras.Model, image: np.ndarray, class_index: int, patch: int, stride: int
) -> np.ndarray:
    """Occlusion: by how much the class's score drops when a patch of the image is hidden.

    A square of `patch` x `patch` pixels is set to 0 in the preprocessed image, everywhere else the
    image stays as it is. The first square lies in the top left corner, the next ones each `stride`
    pixels to the right and down, as long as they lie wholly inside the image:

        map[row, column] = S(image) - S(image with that square set to 0)

    Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", section 4.2;
    here the map is the drop, so that what speaks for the class is high, as in the other maps.

    Args:
        model: a network that gives scores before softmax, (n, classes).
        image: a preprocessed image, (1, H, W, 3), float32.
        class_index: the class whose score S is watched.
        patch: the side of the square in pixels.
        stride: the distance from each square to the next in pixels.

    Returns:
        The drops of the score, (rows, columns), positive or negative.
    """
    raise NotImplementedError("TODO3: return the drop of the score for each place of the patch")


def score_cam_masks(activations: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Score-CAM's masks: each channel at the size of the image, from 0 to 1.

    Each channel is enlarged bilinearly (OpenCV's `INTER_LINEAR`), then stretched so that its own
    minimum becomes 0 and its own maximum 1. A channel that is the same everywhere, such as one that
    sees nothing, becomes 0 everywhere.

    Wang et al. 2020, "Score-CAM", algorithm 1.

    Args:
        activations: A, (h, w, K), float32.
        size: (H, W) of the image. OpenCV takes (W, H).

    Returns:
        The masks, (H, W, K), each from 0 to 1.
    """
    raise NotImplementedError("TODO4: return a mask for each channel")


def score_cam(activations: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Score-CAM: each channel weighted by the score of the image that its mask leaves visible.

        map = ReLU( sum over k of  softmax(scores)_k A^k )

    The softmax is over the channels: the weights of all K channels add up to 1.

    Wang et al. 2020, "Score-CAM", algorithm 1.

    Args:
        activations: A, (h, w, K), float32.
        scores: (K,), float32: the class's score for the image times the mask of each channel.

    Returns:
        The map, (h, w), never negative.
    """
    raise NotImplementedError("TODO4: return the map of Score-CAM")


def bounding_box(heat_map: np.ndarray, threshold: float) -> tuple[int, int, int, int]:
    """The box around what a heat map shows: where is the object?

    Of all pixels that have at least `threshold` times the map's maximum, the largest connected part
    counts, the one of most pixels, and the box is the smallest that holds it.

    Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", section 3.2.

    Args:
        heat_map: a map of the image's size, (H, W), float32.
        threshold: a share of the maximum, such as 0.2.

    Returns:
        x0, y0, x1, y1, integers: the columns x0 <= x < x1 and the rows y0 <= y < y1. 0, 0, 0, 0 for
        a map that is zero everywhere.
    """
    raise NotImplementedError("TODO5: return the box around the largest part")


if __name__ == "__main__":
    explain(
        class_activation_map,
        grad_cam_plus_plus,
        layer_cam,
        occlusion,
        score_cam_masks,
        score_cam,
        bounding_box,
    )
