"""CAM 家族：五种方法问网络看的是哪里，再用一个框来说明它们值多少。

    python student_template_zh.py --scene cat_coffee --class top1

每种方法都画出一幅热图，说明图像 I 的哪些区域支持某个类别的得分 S：

*   **CAM** 从网络的权重中直接读出热图；这种网络以全局平均池化和一个全连接层结尾（Zhou 等，2016）。
    你已经学过的 Grad-CAM 可以用于任何网络。
*   **Grad-CAM++** 和 **Layer-CAM** 像 Grad-CAM 一样用梯度给激活值 A^k 加权，但不是取普通平均
    （Chattopadhay 等，2018；Jiang 等，2021）。
*   **遮挡**和 **Score-CAM** 不需要梯度：它们遮住图像的一部分，看得分怎样变化
    （Zeiler 和 Fergus，2014；Wang 等，2020）。

数组都是 float32 的 NumPy 数组。加载网络和场景、求梯度和绘图都已备好；数学部分在下面。

请填写下面的 TODO1, TODO2, TODO3, TODO4, TODO5，各自替换其中的 NotImplementedError。
然后运行本文件：它会画出目前能画的图，并说明接下来做什么。
查看分数：

    python -m grader check student_template_zh.py
"""

from cam_family.explain import explain
import cv2
import keras
import numpy as np


def class_activation_map(model: keras.Model, image: np.ndarray, class_index: int) -> np.ndarray:
    """CAM：以 GAP 和一个全连接层结尾的网络的类激活图。

    模型的最后两层是 `GlobalAveragePooling2D`（它对最后一个卷积层的每个通道 f_k 取平均）和
    `Dense` 层，后者的核 w 形状为（K，类别数）：

        图 = 对 k 求和  w[k, c] f_k

    不支持该类别的部分为负，并且保留：没有 ReLU。图的平均值加上该类别的偏置就是它的得分。

    Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", 公式 2。

    Args:
        model: 以全局平均池化和一个全连接层结尾的网络。
        image: 预处理后的图像，(1, H, W, 3)，float32。
        class_index: 要解释的类别 c。

    Returns:
        图，池化之前那一层的 (h, w)，不缩放。
    """
    raise NotImplementedError("TODO1：返回池化之前各通道按类别加权后的和")


def grad_cam_plus_plus(activations: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Grad-CAM++：对正的梯度取加权平均，而 Grad-CAM 取普通平均。

    设 A 为某层的激活值，g = dS/dA 为其梯度，对每个通道 k 和每个位置 (i, j)

        alpha = g^2 / (2 g^2 + (A 在所有位置上的和) g^3)，g 为 0 处为 0
        w_k   = 对位置求和  alpha ReLU(g)
        图    = ReLU( 对 k 求和  w_k A^k )

    Chattopadhay et al. 2018, "Grad-CAM++", 公式 19。

    Args:
        activations: A，(h, w, K)，float32。
        gradients: g，(h, w, K)，float32：某个类别在 softmax 之前的得分的梯度。

    Returns:
        图，(h, w)，没有负值。
    """
    raise NotImplementedError("TODO2：返回 Grad-CAM++ 的图")


def layer_cam(activations: np.ndarray, gradients: np.ndarray) -> np.ndarray:
    """Layer-CAM：每个激活值用它自己的正梯度加权。

        图 = ReLU( 对 k 求和  ReLU(g^k) A^k )

    Jiang et al. 2021, "LayerCAM: Exploring Hierarchical Class Activation Maps for Localization"。

    Args:
        activations: A，(h, w, K)，float32。
        gradients: g = dS/dA，(h, w, K)，float32。

    Returns:
        图，(h, w)，没有负值。
    """
    raise NotImplementedError("TODO2：返回 Layer-CAM 的图")


def occlusion(
    model: keras.Model, image: np.ndarray, class_index: int, patch: int, stride: int
) -> np.ndarray:
    """遮挡：遮住图像的一块时，该类别的得分下降多少。

    在预处理后的图像中，把 `patch` x `patch` 像素的方块设为 0，其余部分保持不变。第一个方块
    在左上角，以后每个向右、向下相隔 `stride` 个像素，只要完全在图像之内：

        图[行, 列] = S(图像) - S(该方块设为 0 的图像)

    Zeiler and Fergus 2014, "Visualizing and Understanding Convolutional Networks", 4.2 节；
    这里的图是下降值，所以支持该类别的地方高，与其他图一样。

    Args:
        model: 给出 softmax 之前得分的网络，(n, 类别数)。
        image: 预处理后的图像，(1, H, W, 3)，float32。
        class_index: 观察哪个类别的得分 S。
        patch: 方块的边长，以像素计。
        stride: 相邻方块的距离，以像素计。

    Returns:
        得分的下降，（行数，列数），可正可负。
    """
    raise NotImplementedError("TODO3：返回遮挡块在每个位置时得分的下降")


def score_cam_masks(activations: np.ndarray, size: tuple[int, int]) -> np.ndarray:
    """Score-CAM 的掩膜：每个通道放大到图像的大小，从 0 到 1。

    每个通道双线性放大（OpenCV 的 `INTER_LINEAR`），再拉伸，使它自己的最小值变成 0，最大值变成 1。
    处处相同的通道，例如什么也没看见的，变成处处为 0。

    Wang et al. 2020, "Score-CAM", 算法 1。

    Args:
        activations: A，(h, w, K)，float32。
        size: 图像的 (H, W)。OpenCV 用 (W, H)。

    Returns:
        掩膜，(H, W, K)，每个从 0 到 1。
    """
    raise NotImplementedError("TODO4：为每个通道返回一个掩膜")


def score_cam(activations: np.ndarray, scores: np.ndarray) -> np.ndarray:
    """Score-CAM：每个通道用其掩膜所保留的图像的得分来加权。

        图 = ReLU( 对 k 求和  softmax(scores)_k A^k )

    softmax 是对通道取的：所有 K 个通道的权重之和为 1。

    Wang et al. 2020, "Score-CAM", 算法 1。

    Args:
        activations: A，(h, w, K)，float32。
        scores: (K,)，float32：图像乘以各通道掩膜后该类别的得分。

    Returns:
        图，(h, w)，没有负值。
    """
    raise NotImplementedError("TODO4：返回 Score-CAM 的图")


def bounding_box(heat_map: np.ndarray, threshold: float) -> tuple[int, int, int, int]:
    """热图所显示之物的框：物体在哪里？

    在不低于图的最大值乘以 `threshold` 的所有像素中，取最大的连通部分，即像素最多的那个；
    框是包含它的最小的框。

    Zhou et al. 2016, "Learning Deep Features for Discriminative Localization", 3.2 节。

    Args:
        heat_map: 图像大小的图，(H, W)，float32。
        threshold: 最大值的一个比例，例如 0.2。

    Returns:
        x0, y0, x1, y1，整数：列 x0 <= x < x1，行 y0 <= y < y1。处处为零的图返回 0, 0, 0, 0。
    """
    raise NotImplementedError("TODO5：返回最大部分的框")


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
