"""Hostile snippets end quickly and are refused by name; what is reachable stays harmless."""

from __future__ import annotations

import subprocess
import sys
import time
import types
from collections.abc import Iterator
from typing import Any, Literal

import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st

from engines.graph import SnippetRefused, run_snippet
from engines.graph.scope import Builtin, Namespace
from engines.graph.tf1.language import TensorFlow1
from engines.graph.torch_language.language import Torch

TF = "import tensorflow as tf\n"
NP = "import numpy as np\n"
PT = "import torch\n"

# Source, and the name that the refusal must give.
REFUSED = {
    "import of anything else": ("import os", "import os"),
    "from-import of anything else": ("from subprocess import run", "import subprocess"),
    "relative import": ("from . import x", "import "),
    "attribute chain": ("().__class__.__bases__[0]", "__bases__"),
    "attribute chain on an object": (TF + "tf.constant(1).op.graph.__dict__", "__dict__"),
    "module through a module": (TF + "tf.compat.sys", "tensorflow.compat.sys"),
    "dunder name": ("__import__('os')", "__import__"),
    "dunder builtins": ("print(__builtins__)", "__builtins__"),
    "dunder argument": ("def f(__x): pass", "__x"),
    "open": ("open('/etc/passwd')", "open"),
    "exec": ("exec('1')", "exec"),
    "eval": ("eval('1')", "eval"),
    "compile": ("compile('1', '', 'eval')", "compile"),
    "getattr": ("getattr(1, 'real')", "getattr"),
    "globals": ("globals()", "globals"),
    "class": ("class A: pass", "class"),
    "class by type": ("type('X', (), {})", "type"),
    "decorator": ("@f\ndef g(): pass", "@"),
    "async": ("async def f(): pass", "async def"),
    "generator": ("def f():\n    yield 1", "yield"),
    "comprehension bomb": ("[0 for a in range(10**9) for b in range(10**9)]", "list"),
    "nested comprehension bomb": ("[[0 for a in range(10**9)] for b in range(10**9)]", "list"),
    "generator bomb": ("sum(a for a in range(10**9))", "list"),
    "endless loop": ("while True: pass", "steps"),
    "endless loop that catches": (
        "while True:\n  try:\n    1/0\n  except:\n    continue\n  finally:\n    continue",
        "steps",
    ),
    "endless list": ("s = [1]\nwhile True: s.append(1)", "steps"),
    "endless sum": ("sum(range(10**12))", "steps"),
    "recursion": ("def f(x): return f(x) + 1\nf(1)", "f"),
    "recursion by lambda": ("f = lambda g: g(g)\nf(f)", "<lambda>"),
    "exponential recursion": (
        "def f(n): return n if n < 2 else f(n - 1) + f(n - 2)\nf(29)",
        "steps",
    ),
    "string multiplication": ("'a' * 10**9", "string"),
    "string growth": ("s = 'a'\nwhile True: s += s", "string"),
    "string join": ("x = 'a' * 60000\nx.join([x] * 1000)", "string"),
    "string replace": ("x = 'a' * 60000\nx.replace('a', x)", "string"),
    "string padding": ("'a'.center(10**9)", "string"),
    "list multiplication": ("[0] * 10**9", "list"),
    "list growth": ("s = [1]\nwhile True: s = s + s", "list"),
    "list that doubles": ("s = [1]\nfor i in range(60): s = [s, s]\nprint(s)", "list"),
    "tuple that doubles as a key": ("t = (1,)\nfor i in range(60): t = (t, t)\n{t: 1}", "list"),
    "list of a huge range": ("list(range(10**12))", "list"),
    "power": ("9**9**9", "integer"),
    "repeated squares": ("x = 3\nfor i in range(100): x = x * x", "integer"),
    "shift": ("1 << 10**9", "integer"),
    "wide f-string": ("f'{1:1000000000}'", "format"),
    "wide percent format": ("'%1000000000d' % 1", "format"),
    "star percent format": ("'%*d' % (10**9, 1)", "%*d"),
    "wide str.format": ("'{:1000000000}'.format(1)", "format"),
    "attribute in str.format": ("'{0.__class__}'.format(1)", "{0.__class__}"),
    "item in str.format": ("'{0[__class__]}'.format(1)", "{0[__class__]}"),
    "endless output": ("while True: print('x' * 1000)", "print"),
    "brackets": ("(" * 5000 + ")" * 5000, "nesting"),
    "minus signs": ("-" * 10000 + "1", "nesting"),
    "nots": ("not " * 4000 + "1", "nesting"),
    "lambdas": ("lambda:" * 2000 + "1", "nesting"),
    "sum of thousands": ("1" + "+1" * 7000, "nesting"),
    "attributes of thousands": ("x" + ".a" * 7000, "nesting"),
    "long source": ("x = 1\n" * 4000, "source"),
    "huge constant tensor": (TF + "tf.zeros([100000, 100000])", "tensor"),
    "huge tile": (TF + "tf.Session().run(tf.tile(tf.ones([1000]), [10**9]))", "tensor"),
    "huge broadcast": (
        TF
        + "a = tf.ones([1024, 1])\nb = tf.ones([1024, 1, 1])\ns = tf.Session()\n"
        + "s.run(a + a[0] + b + tf.ones([1024]))",
        "tensor",
    ),
    "huge range": (TF + "tf.Session().run(tf.range(10**9))", "tensor"),
    "huge one hot": (TF + "tf.Session().run(tf.one_hot([1], 10**9))", "tensor"),
    "huge pad": (TF + "tf.Session().run(tf.pad([1], [[10**9, 0]]))", "tensor"),
    "huge random": (TF + "tf.Session().run(tf.random_normal([10**5, 10**5]))", "tensor"),
    "endless graph loop": (
        TF + "x = tf.while_loop(lambda i: i < 1, lambda i: i, [0])\ntf.Session().run(x)",
        "steps",
    ),
    "endless runs": (
        TF + "x = tf.constant(1) + 1\ns = tf.Session()\nwhile True: s.run(x)",
        "steps",
    ),
    "endless graph": (TF + "x = tf.constant(1)\nwhile True: x = x + 1", "graph"),
    "endless products": (
        TF + "x = tf.ones([700, 700])\ns = tf.Session()\nwhile True: s.run(tf.matmul(x, x))",
        "steps",
    ),
    "python function in the graph": (
        TF + "tf.py_function(print, [1], tf.int32)",
        "tensorflow.py_function",
    ),
    "file through the graph": (TF + "tf.read_file('/etc/passwd')", "tensorflow.read_file"),
    "checkpoint": (TF + "tf.train.Saver()", "tensorflow.train.Saver"),
    "huge array": (NP + "np.zeros((10**5, 10**5))", "array"),
    "huge array by broadcasting": (NP + "x = np.ones(10**6)\nx.reshape(-1, 1) + x", "array"),
    "huge array of text": (NP + "np.array(['a' * 10000] * 10000)", "array"),
    "array of objects": (NP + "np.array([10**1000])", "np.array"),
    "array of objects by type": (NP + "np.zeros(3).astype('O')", "O"),
    "array of long texts by type": (NP + "np.zeros(10, 'S100000000')", "S100000000"),
    "array of strings multiplied": (
        TF + "r = tf.Session().run(tf.constant(['ab']))\nr * 10**9",
        "*",
    ),
    "queue that nobody fills": (
        TF + "tf.Session().run(tf.FIFOQueue(1, tf.int32).dequeue())",
        "fifo_queue_Dequeue",
    ),
    "queue that nobody empties": (
        TF + "put = tf.FIFOQueue(1, tf.int32).enqueue(1)\ns = tf.Session()\n"
        "for _ in range(2): s.run(put)",
        "fifo_queue_enqueue",
    ),
    "queue of large tensors": (
        TF + "put = tf.FIFOQueue(-1, tf.float32).enqueue(tf.zeros([10**6]))\ns = tf.Session()\n"
        "for _ in range(9): s.run(put)",
        "fifo_queue_enqueue",
    ),
    "padding to a huge batch": (
        TF + "q = tf.PaddingFIFOQueue(2, tf.float32, [[None, None]])\ns = tf.Session()\n"
        "for shape in [1, 10**5], [10**5, 1]: s.run(q.enqueue(tf.zeros(shape)))\n"
        "s.run(q.dequeue_many(2))",
        "tensor",
    ),
    "graph imported into itself": (
        TF + "tf.constant(1)\nfor _ in range(20):\n"
        "    tf.import_graph_def(tf.get_default_graph().as_graph_def())",
        "graph",
    ),
    "default that asks for itself": (
        "import collections\nd = collections.defaultdict(lambda: d[len(d)])\nd[0]",
        "<lambda>",
    ),
    "class of a named tuple": (
        "import collections\ncollections.namedtuple('P', 'a').mro",
        "P.mro",
    ),
    "huge permutation": (NP + "np.random.permutation(10**9)", "array"),
    "huge random array": (NP + "np.random.random(10**9)", "array"),
    "huge choice": (NP + "np.random.choice([1, 2], 10**9)", "array"),
    "huge mesh": (NP + "x = np.arange(10**4)\nnp.meshgrid(x, x)", "array"),
    "huge counts": (NP + "np.bincount([10**9])", "array"),
    "endless array text": (NP + "np.array2string(np.ones(10**6), threshold=10**9)", "threshold="),
    "private attribute in str.format": ("'{0.real.__class__}'.format(1)", "{0.real.__class__}"),
    "nested repeats in a pattern": (
        TF + "tf.Session().run(tf.strings.regex_replace('a', '(a+)+b', 'x'))",
        "regex",
    ),
    "long text for a pattern": (
        TF + "tf.Session().run(tf.strings.regex_replace('a' * 9000, 'a*a*a*b', 'x'))",
        "regex",
    ),
    "wide number as text": (TF + "tf.as_string(1.0, width=10**9)", "as_string"),
    "array product": (NP + "x = np.ones((1000, 1000), dtype=np.int64)\nx.dot(x)", "steps"),
    "array to file": (NP + "np.zeros(3).tofile('/tmp/x')", "tofile"),
    "array from file": (NP + "np.load('/etc/passwd')", "numpy.load"),
    "array of ctypes": (NP + "np.zeros(3).ctypes", "ctypes"),
    "endless printing of arrays": (
        NP + "np.set_printoptions(threshold=10**9)\nprint(np.ones(100000))",
        "print",
    ),
}
REFUSED_TORCH = {
    "load": (PT + "torch.load('x')", "torch.load"),
    "jit": (PT + "torch.jit.script", "torch.jit"),
    "storage": (PT + "torch.ones(1).storage()", "storage"),
    "hook": (PT + "torch.ones(1).register_hook(print)", "register_hook"),
    "huge zeros": (PT + "torch.zeros(10**5, 10**5)", "tensor"),
    "huge expand": (PT + "torch.ones(1000).expand(10**6, 1000).contiguous()", "tensor"),
    "huge repeat": (PT + "torch.ones(2).repeat(10**6, 10**6)", "tensor"),
    "huge one hot": (
        PT + "torch.nn.functional.one_hot(torch.tensor([1]), 10**9)",
        "tensor",
    ),
    "huge broadcast": (PT + "a = torch.ones(1000)\na[:, None, None] + a[:, None] + a", "tensor"),
    "huge outer": (PT + "a = torch.ones(10**5)\ntorch.outer(a, a)", "tensor"),
    "endless cat": (PT + "x = torch.ones(2)\nwhile True: x = torch.cat([x, x])", "tensor"),
    "endless sum": (PT + "x = torch.ones(2)\nwhile True: x = x + 1", "steps"),
    "product": (PT + "x = torch.ones(1000, 1000)\nx @ x", "matmul"),
    "huge module": (PT + "torch.nn.Linear(10**6, 10**6)", "module"),
    "map with a function": (PT + "torch.ones(2).apply_(lambda v: v)", "apply_"),
}


def refusal(source: str, language: Literal["tf1", "torch"]) -> tuple[SnippetRefused, float]:
    """The refusal, and the processor seconds it took: other work on the machine counts nothing."""
    start = time.process_time()
    with pytest.raises(SnippetRefused) as caught:
        run_snippet(source, language)
    return caught.value, time.process_time() - start


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    run_snippet(TF + "tf.Session().run(tf.constant(1))", "tf1")
    run_snippet(PT + "torch.ones(2)", "torch")
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize(("source", "name"), REFUSED.values(), ids=REFUSED)
def test_hostile_tf1_snippet_is_refused_by_name_within_a_second(source: str, name: str) -> None:
    problem, seconds = refusal(source, "tf1")
    assert problem.name == name
    assert problem.line >= 1
    assert problem.column >= 1
    assert seconds < 1


@pytest.mark.parametrize(("source", "name"), REFUSED_TORCH.values(), ids=REFUSED_TORCH)
def test_hostile_torch_snippet_is_refused_by_name_within_a_second(source: str, name: str) -> None:
    problem, seconds = refusal(source, "torch")
    assert problem.name == name
    assert seconds < 1


def test_refusal_names_line_column_and_the_nearest_supported_thing() -> None:
    problem, _ = refusal(TF + "x = tf.constant(1)\ny = tf.reduce_sums(x)\n", "tf1")
    assert (problem.line, problem.column) == (3, 5)
    assert problem.name == "tensorflow.reduce_sums"
    assert problem.nearest == "reduce_sum"
    assert "nearest: `reduce_sum`" in str(problem)


def walk(value: Any, seen: set[int]) -> Iterator[Any]:
    if id(value) in seen:
        return
    seen.add(id(value))
    yield value
    if isinstance(value, Namespace):
        for entry in value.members.values():
            yield from walk(entry, seen)


@pytest.mark.parametrize("language", [TensorFlow1(), Torch()], ids=["tf1", "torch"])
def test_no_module_class_or_dunder_can_be_reached_through_a_namespace(language: Any) -> None:
    seen: set[int] = set()
    reached = [entry for module in language.modules.values() for entry in walk(module, seen)]
    names = [name for entry in reached if isinstance(entry, Namespace) for name in entry.members]
    assert len(reached) > 200
    assert not [entry for entry in reached if isinstance(entry, types.ModuleType)]
    assert not [entry for entry in reached if isinstance(entry, types.FunctionType)]
    assert not [name for name in names if name.startswith("_")]
    for bad in ("os", "sys", "open", "load", "save", "exec", "eval", "compile", "system"):
        assert bad not in names


def test_functions_of_a_namespace_hide_what_is_behind_them() -> None:
    for attribute in ("function", "__call__", "func_globals", "__globals__", "members"):
        source = TF + f"tf.constant.{attribute}"
        with pytest.raises(SnippetRefused):
            run_snippet(source, "tf1")
    assert isinstance(TensorFlow1().modules["tensorflow"].members["constant"], Builtin)


def outcome(source: str) -> str:
    """What a snippet came to, in words; any exception but a refusal is a defect."""
    try:
        return repr(run_snippet(source, "tf1"))
    except SnippetRefused as problem:
        return problem.reason


@settings(max_examples=150, deadline=None)
@given(st.text(max_size=200))
def test_any_text_gives_a_result_or_a_refusal(text: str) -> None:
    assert outcome(text)


PIECES = st.sampled_from(
    [
        "x",
        "y",
        "tf.",
        "tf.constant(",
        "tf.Session()",
        ".run(",
        ")",
        "[",
        "]",
        "(",
        ",",
        "1",
        "2.0",
        "'a'",
        "=",
        "==",
        "+",
        "*",
        "**",
        "/",
        "//",
        "%",
        "@",
        "&",
        "|",
        "~",
        "-",
        "not",
        "in",
        "lambda",
        "a:",
        "for",
        "if",
        "else",
        ":",
        "print(",
        "{",
        "}",
        "None",
        "True",
        "tf.float32",
        "tf.Variable(",
        ".shape",
        ".eval()",
        "tf.nn.relu(",
        "tf.cond(",
        "tf.placeholder(",
        "np.",
        "np.array(",
        "[0]",
        "[1:2]",
        ".name",
        "f'{x}'",
        "def",
        "return",
        "while",
        "break",
        "yield",
        "*x",
        "\n",
    ]
)


@settings(max_examples=300, deadline=None)
@given(st.lists(PIECES, max_size=14))
def test_any_pieces_of_code_give_a_result_or_a_refusal(pieces: list[str]) -> None:
    assert outcome(TF + NP + "x = tf.constant([1.0, 2.0])\ny = [3]\n" + " ".join(pieces))


def test_package_loads_no_torch_before_the_first_run() -> None:
    code = "import sys, engines.graph, engines.graph.result; print('torch' in sys.modules)"
    done = subprocess.run(
        [sys.executable, "-P", "-c", f"import sys; sys.path.insert(0, '.'); {code}"],
        capture_output=True,
        text=True,
        check=True,
    )
    assert done.stdout == "False\n"
