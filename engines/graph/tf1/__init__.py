"""TensorFlow 1 on torch tensors: graph, sessions, and the functions under `tf`."""
