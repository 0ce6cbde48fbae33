"""What is explained: any Keras network, its scenes and classes; VGG16 by Keras's own loader."""
