"""The reference held against independent implementations: `make oracles`.

Same weights, same inputs, other people's code: captum on a PyTorch copy of the embedded network,
tf-keras-vis and xplique on the network itself.
"""
