"""Properties of the graph engine that single snippets do not show."""

from __future__ import annotations

import pytest

from engines.graph import run_snippet

HEAD = "import tensorflow as tf\n"


def out(body: str) -> str:
    result = run_snippet(HEAD + body, "tf1")
    assert result.error is None, result.error
    return result.stdout


def test_error_carries_the_line_where_it_arose() -> None:
    result = run_snippet(HEAD + "a = tf.ones([2, 3])\n\nprint('x')\nb = tf.matmul(a, a)\n", "tf1")
    assert result.stdout == "x\n"
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ValueError", 5)
    assert result.error.first_line == (
        "Dimensions must be equal, but are 3 and 2 for '{{node MatMul}} = MatMul[T=DT_FLOAT,"
        " transpose_a=false, transpose_b=false](ones, ones)' with input shapes: [2,3], [2,3]."
    )


@pytest.mark.parametrize(
    "name",
    [
        "tf.global_variables_initializer",
        "tf.initializers.global_variables",
        "tf.compat.v1.global_variables_initializer",
        "tf.compat.v1.initializers.global_variables",
    ],
)
def test_one_function_has_all_its_names(name: str) -> None:
    body = f"v = tf.Variable(3)\nwith tf.Session() as s:\n    s.run({name}())\n"
    assert out(body + "    print(s.run(v))\n") == "3\n"


def test_error_inside_a_function_names_the_line_of_the_function() -> None:
    result = run_snippet("def f(x):\n    return x / 0\n\nprint(f(1))\n", "tf1")
    assert result.error is not None
    assert (result.error.type, result.error.line) == ("ZeroDivisionError", 2)


def test_scalars_in_containers_print_as_either_numpy_prints_them() -> None:
    source = (
        HEAD + "with tf.Session() as s:\n    print(s.run([tf.constant(7.0), tf.constant(2)]))\n"
    )
    assert run_snippet(source, "tf1").stdout == "[np.float32(7.0), np.int32(2)]\n"
    assert run_snippet(source, "tf1", numpy=1).stdout == "[7.0, 2]\n"
    assert run_snippet(source, "tf1").stdout == "[np.float32(7.0), np.int32(2)]\n"


def test_runs_share_nothing() -> None:
    body = "v = tf.Variable(1)\nprint(v.name, len(tf.global_variables()))\n"
    assert out(body) == out(body) == "Variable:0 1\n"


def test_steps_name_nodes_and_their_values_in_each_run() -> None:
    result = run_snippet(
        HEAD + "a = tf.constant(2)\nb = a * 3\nwith tf.Session() as s:\n    s.run(b)\n", "tf1"
    )
    shown = [(step.line, step.node, step.text) for step in result.steps]
    assert (3, "mul:0", "b = Mul(Const:0, mul/y:0) int32 ()") in shown
    assert (5, "mul:0", "run 1: 6") in shown


def test_import_under_other_names_and_compat_v1() -> None:
    source = (
        "import tensorflow.compat.v1 as T\nT.disable_v2_behavior()\n"
        "with T.Session() as s:\n    print(s.run(T.constant(3)))\n"
    )
    assert run_snippet(source, "tf1").stdout == "3\n"


def test_unused_branch_is_not_computed() -> None:
    assert (
        out(
            "p = tf.placeholder(tf.float32, [])\n"
            "y = tf.cond(tf.constant(True), lambda: tf.constant(1.0), lambda: p + 1.0)\n"
            "q = lambda: tf.placeholder(tf.float32, [])\n"
            "z = tf.cond(tf.constant(True), lambda: tf.constant(1.0), q)\n"
            "with tf.Session() as s:\n    print(s.run(z))\n"
            "    try:\n        s.run(y)\n"
            "    except tf.errors.InvalidArgumentError:\n        print('fed nothing')\n"
        )
        == "1.0\nfed nothing\n"
    )


def test_syntax_error_is_the_answer_of_python() -> None:
    result = run_snippet("print 'hello'\n", "tf1")
    assert result.error is not None
    assert result.error.type == "SyntaxError"
    assert result.error.first_line.startswith("Missing parentheses in call to 'print'")


def test_unknown_language_is_refused() -> None:
    with pytest.raises(ValueError, match="unknown snippet language 'jax'"):
        run_snippet("1", "jax")  # type: ignore[arg-type]  # a caller's mistake on purpose
