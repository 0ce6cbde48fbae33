"""Guided Grad-CAM：卷积神经网络在看哪里，又在那里看到了什么？

    python student_template_zh.py --scene cat_coffee --class top1

三种图解释了网络为什么给某个类别打出得分 S：

*   **显著图** dS/dI 指出图像 I 的哪些像素会使得分改变（Simonyan 等，2014）。导向反向传播只让
    使得分增大的梯度穿过 ReLU，因而留下清晰的边缘（Springenberg 等，2014）。
*   **Grad-CAM** 按得分对卷积层各通道 A^k 的依赖程度为通道加权，从而找到支持该类别的区域
    （Selvaraju 等，2017）。
*   **Guided Grad-CAM** 是两者的乘积：只留下对该类别重要之处的边缘。

加载网络和场景、绘制图片都由本软件包完成；其中的数学在下面。

请填写下面的 TODO1, TODO2, TODO3, TODO4，各自替换其中的 NotImplementedError。
然后运行本文件：它会画出目前能画的图，并说明接下来做什么。
查看分数：

    python -m grader check student_template_zh.py
"""

from collections.abc import Callable

from grader.gradcam.explain import explain
import keras
import tensorflow as tf


@tf.custom_gradient
def gg_relu(x: tf.Tensor) -> tuple[tf.Tensor, Callable[[tf.Tensor], tf.Tensor]]:
    """ReLU，但梯度按导向反向传播的规则计算。

    前向为 max(x, 0)。反向时，只有输入与梯度本身都为正的地方，上游梯度 g 才能通过：

        guided_grad(g) = g（当 x > 0 且 g > 0），否则为 0

    Springenberg 等，2014，"Striving for Simplicity: The All Convolutional Net"，图 1。

    Args:
        x: 任意形状、任意浮点 dtype 的值。

    Returns:
        激活值，以及 TensorFlow 将用上游梯度来调用的 `guided_grad`；两者的形状和
        dtype 都与 x 相同。
    """

    def guided_grad(grad: tf.Tensor) -> tf.Tensor:
        raise NotImplementedError("TODO1: 返回导向反向传播允许通过的那部分梯度")

    return tf.nn.relu(x), guided_grad


def replace_activation_layer_in_keras(
    model: keras.Model, old_activation: Callable, new_activation: Callable
) -> keras.Model:
    """凡是模型用到某个激活函数的地方，都替换它。

    在 Keras 中，层的激活函数保存在属性 `activation` 里；有些层没有激活函数，例如池化层。
    权重、名称和其他一切保持不变。

    Args:
        model: 网络；可以直接修改它，因为调用者交来的是一个副本。
        old_activation: 要找的函数，例如 `keras.activations.relu`。
        new_activation: 用来代替它的函数，例如 `gg_relu`。

    Returns:
        模型，其中激活函数原为 `old_activation` 的每一层，现在都使用 `new_activation`。
    """
    raise NotImplementedError("TODO2: 凡激活函数是 old_activation 的层，都换成 new_activation")


def get_class_saliency(model: keras.Model, image: tf.Tensor, class_index: int) -> tf.Tensor:
    """某个类别的显著图：它的得分怎样随图像的每个值变化，即 dS/dI。

    Simonyan 等，2014，"Deep Inside Convolutional Networks"，第 3 节。如果模型的 ReLU 已换成
    `gg_relu`，得到的就是导向反向传播。

    Args:
        model: 给出 softmax 之前得分的网络，输出为 (1, 类别数)。
        image: 预处理过的图像，(1, H, W, 3)，float32。
        class_index: 要解释的类别，其得分为 S = model(image)[0, class_index]。

    Returns:
        梯度，(H, W, 3)。
    """
    raise NotImplementedError("TODO3: 返回该类别的得分对图像的梯度")


def get_saliency(model: keras.Model, image: tf.Tensor, layer_name: str) -> tf.Tensor:
    """某一层最强通道的显著图：不问类别，只看网络看到了什么。

    设 A 为该层的输出，有 h x w 个位置和 K 个通道，则它是 df/dI，其中

        f = 对所有位置 (i, j) 求和：A[i, j, k] 在各通道 k 中的最大值

    Args:
        model: 网络。
        image: 预处理过的图像，(1, H, W, 3)，float32。
        layer_name: 其中一个卷积层的名称。

    Returns:
        梯度，(H, W, 3)。
    """
    raise NotImplementedError("TODO3: 返回 f 对图像的梯度")


def grad_cam(model: keras.Model, image: tf.Tensor, class_index: int, layer_name: str) -> tf.Tensor:
    """Grad-CAM：由梯度加权的类激活图。

    设 A^k 为该层输出的第 k 个通道，S 为类别的得分，则

        alpha_k = dS / dA^k[i, j] 对所有位置 (i, j) 的平均
        图      = ReLU( 对所有 k 求和：alpha_k A^k )

    Selvaraju 等，2017，"Grad-CAM"，公式 1 和 2。

    Args:
        model: 给出 softmax 之前得分的网络，输出为 (1, 类别数)。
        image: 预处理过的图像，(1, H, W, 3)，float32。
        class_index: 要解释的类别。
        layer_name: 卷积层的名称，通常是最后一个。

    Returns:
        类激活图，该层的 (h, w)，没有负值，不缩放。
    """
    raise NotImplementedError("TODO4: 返回类激活图")


if __name__ == "__main__":
    explain(gg_relu, replace_activation_layer_in_keras, get_class_saliency, get_saliency, grad_cam)
