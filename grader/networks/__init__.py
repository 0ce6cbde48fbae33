"""The networks to explain: any Keras network, its scenes and classes; VGG16 by Keras's
own loader.
"""
