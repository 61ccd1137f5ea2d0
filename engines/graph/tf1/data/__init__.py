"""tf.data and queues: datasets, iterators, what feeds a graph."""
