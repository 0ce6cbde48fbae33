"""What each library makes of a question: its own pictures, as raw arrays, under our names.

Names in parentheses are another convention of the same picture, not another picture.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from captum.attr import GuidedBackprop, GuidedGradCam, LayerGradCam
from grader.gradcam.explain import Explanation
from grader.gradcam.pictures import guided_grad_cam
import keras
import numpy as np
from numpy.typing import NDArray
import tensorflow as tf
from tf_keras_vis.gradcam import Gradcam
from tf_keras_vis.saliency import Saliency
from tf_keras_vis.utils.model_modifiers import GuidedBackpropagation
from tf_keras_vis.utils.scores import CategoricalScore
import xplique.attributions as xplique

from oracles.torch_twin import RELU, from_torch, to_torch, twin, up_to

Arrays = Mapping[str, NDArray[np.floating]]
CLASS, CHANNELS = "guided backpropagation (class)", "guided backpropagation (channels)"
CAM, PRODUCT = "Grad-CAM", "Guided Grad-CAM"
CAM_ENLARGED, CAM_BICUBIC = "Grad-CAM (enlarged)", "Grad-CAM (bicubic)"
PRODUCT_BICUBIC = "Guided Grad-CAM (bicubic)"


def reference(asked: Explanation) -> Arrays:
    """The reference's arrays, in every convention that a library has."""
    size = tuple(asked.image.shape[1:3])
    guided, cam = asked.class_saliency(asked.guided), asked.activation_map
    bicubic = tf.image.resize(cam[..., None], size, tf.image.ResizeMethod.BICUBIC).numpy()
    return {
        CLASS: guided,
        CHANNELS: asked.channel_saliency(asked.guided),
        CAM: cam,
        CAM_ENLARGED: guided_grad_cam(np.ones((*size, 1), np.float32), cam)[..., 0],
        CAM_BICUBIC: bicubic[..., 0],
        PRODUCT: guided_grad_cam(guided, cam),
        PRODUCT_BICUBIC: guided * bicubic,
    }


def captum(asked: Explanation) -> tuple[Arrays, Arrays]:
    """captum's arrays: in our convention, and by default."""
    net, index = twin(asked.network.model), asked.class_index
    relu = net.get_submodule(asked.layer + RELU)

    def image() -> object:
        return to_torch(asked.image.numpy()).requires_grad_()

    product = GuidedGradCam(net, relu)
    cam = LayerGradCam(net, relu).attribute(image(), index, relu_attributions=True)
    strongest = GuidedBackprop(up_to(net, asked.layer)).attribute(image(), 0)
    bilinear = product.attribute(image(), index, interpolate_mode="bilinear")
    same = {
        CLASS: from_torch(GuidedBackprop(net).attribute(image(), index)),
        CHANNELS: from_torch(strongest),
        CAM: from_torch(cam)[..., 0],
        PRODUCT: from_torch(bilinear),
    }
    return same, {PRODUCT: from_torch(product.attribute(image(), index))}


def tf_keras_vis(asked: Explanation) -> tuple[Arrays, Arrays]:
    """tf-keras-vis' arrays: in our convention, and by default."""
    model, image = asked.network.model, asked.image
    to_layer = keras.Model(model.input, model.get_layer(asked.layer).output)
    score = CategoricalScore(asked.class_index)

    def guided(of: keras.Model, by: Callable[[tf.Tensor], object]) -> NDArray[np.floating]:
        saliency = Saliency(of, model_modifier=GuidedBackpropagation(), clone=True)
        raw = saliency(by, image, keepdims=True, gradient_modifier=None, normalize_map=False)
        return np.asarray(raw, np.float32)[0]

    def cam(enlarged: bool) -> NDArray[np.floating]:
        maps = Gradcam(model, clone=True)(
            score, image, asked.layer, expand_cam=enlarged, normalize_cam=False
        )
        return np.asarray(maps, np.float32)[0]

    by_class = guided(model, score)
    same = {
        CLASS: by_class,
        CHANNELS: guided(to_layer, lambda maps: tf.reduce_sum(tf.reduce_max(maps, axis=-1))),
        CAM: cam(False),
        PRODUCT: guided_grad_cam(by_class, cam(False)),
    }
    return same, {CAM_ENLARGED: cam(True)}


def of_xplique(asked: Explanation) -> tuple[Arrays, Arrays]:
    """xplique's arrays: in our convention, and by default. It never gives the map itself."""
    model, image = asked.network.copy(), asked.image
    to_layer = keras.Model(model.input, model.get_layer(asked.layer).output)
    one_hot = tf.one_hot([asked.class_index], model.output_shape[-1])

    def strongest(of: keras.Model, inputs: tf.Tensor, _: tf.Tensor) -> tf.Tensor:
        return tf.reduce_sum(tf.reduce_max(of(inputs), axis=-1), axis=(1, 2))

    def guided(of: keras.Model, operator: object, targets: tf.Tensor) -> NDArray[np.floating]:
        method = xplique.GuidedBackprop(of, operator=operator, reducer=None)
        return np.asarray(method.explain(image, targets), np.float32)[0]

    by_class = guided(model, None, one_hot)
    by_channels = guided(to_layer, strongest, one_hot)
    cam = np.asarray(xplique.GradCAM(model, conv_layer=asked.layer).explain(image, one_hot))[0]
    same = {
        CLASS: by_class,
        CHANNELS: by_channels,
        CAM_BICUBIC: cam[..., 0],
        PRODUCT_BICUBIC: by_class * cam,
    }
    return same, {CAM_ENLARGED: cam[..., 0]}


LIBRARIES: Mapping[str, Callable[[Explanation], tuple[Arrays, Arrays]]] = {
    "captum": captum,
    "tf-keras-vis": tf_keras_vis,
    "xplique": of_xplique,
}
