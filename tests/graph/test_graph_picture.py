"""The graph of a snippet as data and as text."""

from __future__ import annotations

import json

from engines.graph import run_snippet
from engines.graph.picture import GraphPicture, Output
from engines.graph.result import SnippetResult

HEAD = "import tensorflow as tf\n"


def drawn(body: str) -> GraphPicture:
    picture = run_snippet(HEAD + body, "tf1").graph
    assert picture is not None
    return picture


SUMS = (
    "a = tf.constant(3, name='a')\n"
    "b = tf.placeholder(tf.int32, shape=[], name='b')\n"
    "e = (a + b) * (b - 1)\n"
    "with tf.Session() as sess:\n"
    "    sess.run(e, {b: 8})\n"
    "    sess.run([e, b], {b: 9})\n"
)


def test_nodes_carry_kind_line_edges_types_and_the_names_of_the_snippet() -> None:
    nodes = {node.name: node for node in drawn(SUMS).nodes}
    assert list(nodes) == ["a", "b", "add", "sub/y", "sub", "mul"]
    assert (nodes["a"].op, nodes["a"].line, nodes["a"].bound, nodes["a"].constant) == (
        "Const", 2, "a", "3",
    )  # fmt: skip
    assert nodes["mul"].inputs == ("add:0", "sub:0")
    assert nodes["mul"].outputs == (Output("mul:0", "int32", "()"),)
    assert (nodes["mul"].bound, nodes["add"].bound) == ("e", "")


def test_runs_carry_what_was_fetched_fed_and_computed() -> None:
    first, second = drawn(SUMS).runs
    assert (first.line, first.fetched, first.fed) == (6, ("mul:0",), ("b:0",))
    assert dict(first.values) == {"b:0": "8", "add:0": "11", "sub:0": "7", "mul:0": "77"}
    assert second.fetched == ("mul:0", "b:0")
    assert dict(second.values)["mul:0"] == "96"


def test_text_draws_a_tree_with_shared_nodes_once() -> None:
    assert drawn(SUMS).as_text().split("\n") == [
        "graph",
        "  e = mul:0  Mul  int32 ()  run 1: 77  run 2: 96",
        "  ├─ add:0  AddV2  int32 ()  run 1: 11  run 2: 12",
        "  │  ├─ a = a:0  Const  int32 ()  = 3",
        "  │  └─ b = b:0  Placeholder  int32 ()  run 1: 8  run 2: 9",
        "  └─ sub:0  Sub  int32 ()  run 1: 7  run 2: 8",
        "     ├─ b = b:0  (above)",
        "     └─ sub/y:0  Const  int32 ()  = 1",
    ]


def test_control_edges_and_the_state_of_variables_are_drawn() -> None:
    picture = drawn(
        "v = tf.Variable(2.0)\n"
        "up = tf.assign_add(v, 0.5)\n"
        "with tf.control_dependencies([up]):\n    r = tf.identity(v)\n"
        "sess = tf.Session()\nsess.run(v.initializer)\nsess.run(r)\n"
    )
    node = next(node for node in picture.nodes if node.bound == "r")
    assert node.controls == ("AssignAdd",)
    assert [dict(run.values).get("Variable:0") for run in picture.runs] == ["2.0", "2.5"]
    assert "after up = AssignAdd:0" in picture.as_text()


def test_branches_and_loops_hang_on_what_comes_out_of_them() -> None:
    picture = drawn(
        "r = tf.while_loop(lambda i: i < 3, lambda i: i + 1, [tf.constant(0)])\n"
        "c = tf.cond(r > 2, lambda: r * 10, lambda: r)\n"
        "print(tf.Session().run(c))\n"
    )
    nodes = {node.bound or node.name: node for node in picture.nodes}
    assert nodes["r"].inputs[:1] == ("Const:0",)
    assert "while/add:0" in nodes["r"].inputs
    assert nodes["c"].inputs[:2] == ("Greater:0", "while/Exit:0")
    assert dict(picture.runs[0].values)["cond/Merge:0"] == "30"


def test_graphs_of_one_snippet_stay_apart() -> None:
    picture = drawn(
        "g = tf.Graph()\nwith g.as_default():\n    x = tf.constant(1)\n"
        "y = tf.constant(2) + 1\n"
        "tf.Session(graph=g).run(x)\ntf.Session().run(y)\n"
    )
    assert [(node.graph, node.name) for node in picture.nodes] == [
        (0, "Const"), (1, "Const"), (1, "add/y"), (1, "add"),
    ]  # fmt: skip
    assert [run.graph for run in picture.runs] == [0, 1]
    assert picture.as_text().count("graph") == 2


def test_graph_is_there_when_the_snippet_fails_and_absent_without_nodes() -> None:
    failed = run_snippet(HEAD + "x = tf.ones([2, 3])\ntf.matmul(x, x)\n", "tf1")
    assert failed.error is not None
    assert failed.graph is not None
    assert failed.graph.nodes[0].bound == "x"
    assert run_snippet("print(1)\n", "tf1").graph is None
    assert run_snippet("import torch\nx = torch.ones(2)\n", "torch").graph is None


def test_large_values_are_told_by_their_shape() -> None:
    picture = drawn("x = tf.ones([3, 4])\ntf.Session().run(x + 1.0)\n")
    assert dict(picture.runs[0].values)["add:0"] == "shape (3, 4)"


def test_picture_reads_back_from_its_json_form() -> None:
    picture = drawn(SUMS)
    assert GraphPicture.from_json(json.loads(json.dumps(picture.to_json()))) == picture
    result = run_snippet(HEAD + SUMS, "tf1")
    assert SnippetResult.from_json(json.loads(json.dumps(result.to_json()))) == result


def test_walk_goes_node_by_node_with_the_values_of_each_run() -> None:
    assert drawn(SUMS).walk() == (
        ("line 2", "a = Const()", "a:0 int32 ()"),
        ("line 3", "b = Placeholder()", "b:0 int32 ()"),
        ("line 4", "e = Mul(add:0, sub:0)", "mul:0 int32 ()"),
        ("run 1, line 6", "b is fed", "8"),
        ("run 1, line 6", "add:0 = AddV2(3, 8)", "11"),
        ("run 1, line 6", "sub:0 = Sub(8, 1)", "7"),
        ("run 1, line 6", "e = Mul(11, 7)", "77"),
        ("run 2, line 7", "b is fed", "9"),
        ("run 2, line 7", "add:0 = AddV2(3, 9)", "12"),
        ("run 2, line 7", "sub:0 = Sub(9, 1)", "8"),
        ("run 2, line 7", "e = Mul(12, 8)", "96"),
    )


def test_walk_names_variables_and_leaves_out_what_computes_nothing() -> None:
    walk = drawn(
        "v = tf.Variable(2.0, name='v')\nup = tf.assign_add(v, 0.5)\n"
        "sess = tf.Session()\nsess.run(v.initializer)\nsess.run(up)\n"
    ).walk()
    assert [step for step in walk if step[0].startswith("run")] == [
        ("run 1, line 5", "v/Assign:0 = Assign(v, 2.0)", "2.0"),
        ("run 2, line 6", "up = AssignAdd(v, 0.5)", "2.5"),
    ]
