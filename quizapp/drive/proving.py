"""The run line: asks the worker for the proof of what was just judged."""

from __future__ import annotations

from collections.abc import Callable
from concurrent.futures import Future
from textwrap import shorten

from engines.protocol import Witness
from engines.values import show_value
from quizapp.engine_client import EngineClient, EngineFailure
from quizapp.session.effects import Prove
from quizapp.session.events import Witnessed
from quizapp.session.item import ExpressionRun, SnippetRun, WitnessRequest
from quizapp.torchstate import torch_state

LONGEST = 72
"""Characters of an expression that the run line shows."""


def prove(client: EngineClient, effect: Prove, arrived: Callable[[Witnessed], None]) -> None:
    """Ask for the proof; `arrived` gets its line later, from the client's thread, or at once."""
    request = effect.request
    match request:
        case SnippetRun():
            arrived(_of_snippet(effect, request))
        case ExpressionRun(source):
            line = f"{shorten(source, LONGEST)}   gives {effect.right}   cpu"
            arrived(Witnessed(effect.key, effect.seed, line, device="cpu"))
        case WitnessRequest(family, params):
            future = client.witness(family, params)
            future.add_done_callback(lambda done: arrived(_of_witness(effect, done)))


def _of_witness(effect: Prove, done: Future[Witness]) -> Witnessed:
    error = done.exception()
    if error is not None:
        return Witnessed(effect.key, effect.seed, f"not run: {_sentence(error)}")
    witness = done.result()
    says = f"agrees, {effect.right}" if witness.agrees else f"gives {show_value(witness.value)}"
    return Witnessed(
        effect.key,
        effect.seed,
        f"{witness.call}   {says}   {witness.device}",
        contradicts=not witness.agrees,
        device=witness.device,
    )


def _of_snippet(effect: Prove, run: SnippetRun) -> Witnessed:
    what = "TensorFlow 1 graph" if run.language == "tf1" else "PyTorch program"
    ended = f"raises {run.error}" if run.error else "ends without an error"
    line = f"this {what}, interpreted on torch: {ended}   cpu"
    return Witnessed(effect.key, effect.seed, line, device="cpu")


def _sentence(error: BaseException) -> str:
    if isinstance(error, EngineFailure) and error.code == "no-torch" and torch_state().pending:
        return "PyTorch is still on its way"
    return str(error) if isinstance(error, EngineFailure) else f"{type(error).__name__}: {error}"
