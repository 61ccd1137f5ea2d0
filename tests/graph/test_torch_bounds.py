"""What torch would make too large, too slow or deadly is refused before torch is called."""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from typing import Any

import pytest
import torch
import torch.nn.functional as functional

from engines.graph import SnippetRefused, run_snippet
from engines.graph.torch_language.arguments import tensors_in
from engines.graph.torch_language.sizes import foreseen

HEAD = "import torch\nimport torch.nn as nn\nimport torch.nn.functional as F\n"
# Source, and the name that the refusal must give.
REFUSED = {
    "adaptive pool": ("F.adaptive_avg_pool2d(torch.ones(1, 1, 2, 2), 10**5)", "tensor"),
    "padding of a convolution": (
        "F.conv2d(torch.ones(1, 1, 1, 1), torch.ones(1, 1, 1, 1), padding=10**5)",
        "tensor",
    ),
    "padding of a module": (
        "nn.Conv2d(1, 1, 1, padding=10**5)(torch.ones(1, 1, 1, 1))",
        "tensor",
    ),
    "kernel of a module": ("nn.Conv2d(100, 100, 1000)", "module"),
    "recurrent weights": ("nn.LSTM(1, 500000)", "module"),
    "copies of a layer": (
        "nn.TransformerEncoder(nn.TransformerEncoderLayer(64, 8), 10**6)",
        "module",
    ),
    "endless modules": ("l = []\nwhile True: l.append(nn.Linear(1000, 1000))", "steps"),
    "endless appending": ("m = nn.Sequential()\nwhile True: m.append(nn.ReLU())", "steps"),
    "module inside itself": ("m = nn.Sequential()\nm.append(m)\nm(1)", "Sequential"),
    "rows of a layer": ("nn.Linear(1, 8192)(torch.ones(65536, 1))", "tensor"),
    "weights set by hand": (
        (
            "l = nn.Linear(1, 1)\nl.weight = nn.Parameter(torch.ones(10**6, 1))\n"
            "l(torch.ones(10**6, 1))"
        ),
        "tensor",
    ),
    "attention": (
        "a = nn.MultiheadAttention(2, 1)\nx = torch.ones(10**5, 1, 2)\na(x, x, x)",
        "tensor",
    ),
    "counts by value": ("torch.bincount(torch.tensor([10**10]))", "tensor"),
    "classes by value": ("F.one_hot(torch.tensor([10**10]))", "tensor"),
    "repeats by value": ("torch.ones(1).repeat_interleave(torch.tensor([10**10]))", "tensor"),
    "repeats by name": ("torch.ones(1).repeat(repeats=(10**5, 10**5))", "tensor"),
    "indices that broadcast": (
        (
            "i = torch.zeros(1000, dtype=torch.long)\n"
            "torch.ones(2, 2, 2)[i[:, None, None], i[None, :, None], i]"
        ),
        "tensor",
    ),
    "loss that broadcasts": ("a = torch.ones(10**5)\nF.mse_loss(a[:, None], a)", "tensor"),
    "loss module that broadcasts": (
        "a = torch.ones(10**5)\nnn.MSELoss()(a[:, None], a)",
        "tensor",
    ),
    "einsum with a large step between": (
        "a = torch.ones(1000, 1000)\ntorch.einsum('ij,kl,jk->il', a, a, a)",
        "tensor",
    ),
    "batches of a product": (
        "torch.ones(1000, 1, 1, 1000) @ torch.ones(1, 1000, 1000, 1)",
        "tensor",
    ),
    "combinations": ("torch.combinations(torch.arange(200), r=5)", "tensor"),
    "factors of a long matrix": ("torch.linalg.svd(torch.ones(1, 10**6))", "tensor"),
    "shape times a number": ("torch.zeros(1).shape * 10**9", "list"),
    "all edges printed": ("torch.set_printoptions(edgeitems=10**6)", "edgeitems"),
    "many axes printed": ("print(torch.ones(7, 7, 7, 7, 7, 7, 7))", "print"),
    "nested lists": ("torch.tensor([[0] * 1000] * 100000)", "list"),
    "many parts": ("torch.ones(10**6).split(1)", "split"),
    "endless medians": ("x = torch.ones(10**6)\nwhile True: x.median()", "steps"),
    "endless passes backward": (
        (
            "x = torch.ones(10**6, requires_grad=True)\ny = (x * 2).sum()\n"
            "while True: y.backward(retain_graph=True)"
        ),
        "steps",
    ),
    "derivatives of derivatives": (
        (
            "x = torch.tensor(1.0, requires_grad=True)\ny = (x.sin() * x).exp()\n"
            "while True: y = torch.autograd.grad(y, x, create_graph=True)[0]"
        ),
        "create_graph",
    ),
    "smallest integer by minus one": (
        "torch.div(torch.tensor(-2**63), -1, rounding_mode='trunc')",
        "div",
    ),
    "hidden axis of vmap": (
        "torch.vmap(lambda x: torch.zeros(1000, 1000) + x)(torch.ones(10**5))",
        "tensor",
    ),
    "wide jacobian": (
        "torch.autograd.functional.jacobian(lambda x: x * 2, torch.ones(10**5))",
        "tensor",
    ),
    "nested transforms": (
        "g = lambda x: x.sin()\nfor i in range(25): g = torch.func.jacfwd(g)\ng(torch.tensor(1.0))",
        "jacfwd",
    ),
    "draws": ("torch.distributions.Normal(torch.zeros(1000), 1.0).sample((10**6,))", "tensor"),
    "processes of a loader": (
        "from torch.utils.data import DataLoader\nDataLoader([1], num_workers=2)",
        "num_workers",
    ),
    "other devices": ("torch.ones(2, device='cuda')", "cuda"),
    "hooks": ("nn.Linear(1, 1).register_forward_hook(print)", "register_forward_hook"),
    "inner table of a module": ("nn.Linear(1, 1)._parameters", "_parameters"),
    "function as an argument": ("torch.ones(2).sum(lambda: 1)", "sum"),
}


@pytest.fixture(autouse=True, scope="module")
def _warm() -> Iterator[None]:
    threads = torch.get_num_threads()
    torch.set_num_threads(1)
    run_snippet(
        HEAD + "w = nn.Parameter(torch.ones(1))\ntorch.optim.SGD([w], lr=1).step()", "torch"
    )
    yield
    torch.set_num_threads(threads)


@pytest.mark.parametrize(("source", "name"), REFUSED.values(), ids=REFUSED)
def test_growth_is_refused_by_name_before_it_happens(source: str, name: str) -> None:
    start = time.process_time()
    with pytest.raises(SnippetRefused) as caught:
        run_snippet(HEAD + source, "torch")
    assert caught.value.name == name
    assert time.process_time() - start < 5  # a second, and what busy cores and imports may add


IMAGE = torch.ones(2, 3, 8, 8)
TABLE = torch.ones(3, 4)
PICK = torch.tensor([0, 1, 1])
CALLS: list[tuple[str, Callable[..., Any], list[Any], dict[str, Any]]] = [
    ("conv2d", functional.conv2d, [IMAGE, torch.ones(5, 3, 3, 3)], {"padding": 2, "stride": 2}),
    ("conv2d", functional.conv2d, [IMAGE, torch.ones(5, 3, 3, 3)],
     {"padding": "same", "dilation": 2}),
    ("conv_transpose2d", functional.conv_transpose2d, [IMAGE, torch.ones(3, 2, 3, 3)],
     {"stride": 3, "output_padding": 2}),
    ("adaptive_avg_pool2d", functional.adaptive_avg_pool2d, [IMAGE, (None, 7)], {}),
    ("interpolate", functional.interpolate, [IMAGE], {"scale_factor": 2.6}),
    ("pad", functional.pad, [IMAGE, (1, 2, 3, 4)], {}),
    ("unfold", functional.unfold, [IMAGE, 3], {"padding": 1}),
    ("fold", functional.fold, [torch.ones(1, 4, 9), 4, 2], {}),
    ("einsum", torch.einsum,
     ["...ij,...jk->...ik", torch.ones(5, 1, 2, 3), torch.ones(4, 3, 6)], {}),
    ("matmul", torch.matmul, [torch.ones(5, 1, 2, 3), torch.ones(4, 3, 6)], {}),
    ("getitem", lambda x, key: x[key], [IMAGE, (PICK[:, None], ..., PICK)], {}),
    ("getitem", lambda x, key: x[key], [IMAGE, IMAGE > 0], {}),
    ("getitem", lambda x, key: x[key], [TABLE, (None, [0, 1, 2, 0, 1])], {}),
    ("take_along_dim", torch.take_along_dim, [TABLE, torch.zeros(9, 4, dtype=torch.long), 0], {}),
    ("combinations", torch.combinations, [torch.arange(6), 4], {}),
    ("cartesian_prod", torch.cartesian_prod, [PICK, PICK, torch.arange(5)], {}),
    ("block_diag", torch.block_diag, [TABLE, torch.ones(2), torch.tensor(1.0)], {}),
    ("diag_embed", torch.diag_embed, [TABLE, 2], {}),
    ("cov", torch.cov, [torch.ones(9, 2)], {}),
    ("svd", torch.linalg.svd, [torch.ones(2, 9)], {}),
    ("cdist", torch.cdist, [torch.ones(5, 1, 3, 2), torch.ones(4, 6, 2)], {}),
    ("tril_indices", torch.tril_indices, [4, 3], {}),
    ("arange", torch.arange, [1, 5, 0.3], {}),
    ("linspace", torch.linspace, [0, 1, 7], {}),
    ("multinomial", torch.multinomial, [TABLE, 3], {}),
    ("tile", torch.tile, [TABLE, (2, 3)], {}),
    ("vander", torch.vander, [PICK], {"N": 6}),
]  # fmt: skip


@pytest.mark.parametrize(
    ("name", "function", "arguments", "named"),
    CALLS,
    ids=[f"{number}-{call[0]}" for number, call in enumerate(CALLS)],
)
def test_no_call_gives_more_entries_than_foreseen(
    name: str, function: Callable[..., Any], arguments: list[Any], named: dict[str, Any]
) -> None:
    known = foreseen(name, arguments, named)
    assert known is not None
    sizes = [tensor.numel() for tensor in tensors_in((function(*arguments, **named),))]
    assert max(sizes) <= known
