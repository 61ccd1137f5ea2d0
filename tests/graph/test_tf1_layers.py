"""tf.layers and tf.nn.rnn_cell, whose originals TensorFlow 2.21 keeps only in internal modules.

The names, shapes and numbers are those that `tensorflow.python.keras.legacy_tf_layers` and
`tensorflow.python.keras.layers.legacy_rnn` of that release gave for the same snippets.
"""

from __future__ import annotations

import pytest

from engines.graph import run_snippet

PRELUDE = "import tensorflow as tf\nx = tf.reshape(tf.range(12.0) / 10, [2, 3, 2])\n"


def printed(source: str) -> list[str]:
    result = run_snippet(PRELUDE + source, "tf1")
    assert result.error is None, result.error
    return result.stdout.splitlines()


def test_dense_layers_are_numbered_and_end_in_their_activation() -> None:
    lines = printed(
        "a = tf.placeholder(tf.float32, [None, 4])\n"
        "h = tf.layers.dense(a, 3, activation=tf.nn.relu)\n"
        "print(h)\n"
        "print(tf.layers.dense(h, 2).name, tf.layers.dense(h, 2, name='o', use_bias=False).name)\n"
        "print([v.name for v in tf.trainable_variables()])\n"
    )
    assert lines == [
        'Tensor("dense/Relu:0", shape=(?, 3), dtype=float32)',
        "dense_1/BiasAdd:0 o/MatMul:0",
        "['dense/kernel:0', 'dense/bias:0', 'dense_1/kernel:0', 'dense_1/bias:0', 'o/kernel:0']",
    ]


def test_convolution_and_pooling_layers_have_the_shapes_of_their_padding() -> None:
    lines = printed(
        "i = tf.placeholder(tf.float32, [None, 28, 28, 1])\n"
        "c = tf.layers.conv2d(i, 32, 5, padding='same', activation=tf.nn.relu)\n"
        "p = tf.layers.max_pooling2d(c, 2, 2)\n"
        "d = tf.layers.conv2d(p, 8, [3, 3], strides=(2, 2))\n"
        "f = tf.layers.flatten(d)\n"
        "for t in (c, p, d, f, tf.layers.dropout(f)):\n"
        "    print(t.name, t.shape)\n"
    )
    assert lines == [
        "conv2d/Relu:0 (?, 28, 28, 32)",
        "max_pooling2d/MaxPool:0 (?, 14, 14, 32)",
        "conv2d_1/BiasAdd:0 (?, 6, 6, 8)",
        "flatten/Reshape:0 (?, 288)",
        "dropout/Identity:0 (?, 288)",
    ]


@pytest.mark.parametrize(
    ("cell", "first", "last"),
    [
        ("BasicRNNCell", "rnn/basic_rnn_cell/kernel:0", "0.10005 0.24368"),
        ("GRUCell", "rnn/gru_cell/gates/kernel:0", "0.03435 0.09940"),
        ("BasicLSTMCell", "rnn/basic_lstm_cell/kernel:0", "0.03693 0.13002"),
        ("LSTMCell", "rnn/lstm_cell/kernel:0", "0.03693 0.13002"),
    ],
)
def test_recurrent_cells_take_the_steps_of_their_formulas(cell: str, first: str, last: str) -> None:
    lines = printed(
        "with tf.variable_scope('', initializer=tf.constant_initializer(0.1)):\n"
        f"    out, state = tf.nn.dynamic_rnn(tf.nn.rnn_cell.{cell}(2), x, dtype=tf.float32)\n"
        "print(out.name, tf.global_variables()[0].name)\n"
        "with tf.Session() as sess:\n"
        "    sess.run(tf.global_variables_initializer())\n"
        "    print('%.5f %.5f' % tuple(sess.run(out)[:, -1, 0]))\n"
    )
    assert lines == [f"rnn/transpose_1:0 {first}", last]


def test_slopes_pass_through_the_steps_of_a_recurrent_network() -> None:
    lines = printed(
        "cell = tf.nn.rnn_cell.BasicRNNCell(2)\n"
        "out, _ = tf.nn.static_rnn(cell, tf.unstack(x, axis=1), dtype=tf.float32)\n"
        "with tf.variable_scope('', reuse=tf.AUTO_REUSE):\n"
        "    k = tf.get_variable('rnn/basic_rnn_cell/kernel')\n"
        "twin = tf.nn.rnn_cell.BasicRNNCell(2, reuse=True)\n"
        "loop, _ = tf.nn.dynamic_rnn(twin, x, dtype=tf.float32, scope='rnn')\n"
        "a = tf.gradients(out[-1], k)[0]\n"
        "b = tf.gradients(loop[:, -1], k)[0]\n"
        "with tf.Session() as sess:\n"
        "    sess.run(tf.global_variables_initializer())\n"
        "    print(bool(sess.run(tf.reduce_all(tf.abs(a - b) < 1e-5))))\n"
    )
    assert lines == ["True"]
