"""Byte-pair encoding: the next merge of a corpus, and the tokens of a word."""

from __future__ import annotations

from engines.families.given import number, wholes, word
from engines.families.language import bpe
from engines.families.worked import bare_slip, slip
from engines.family import Ask, Family, Param, Params, Step, Truth
from engines.ranges import ChoiceRange, IntRange, VectorRange
from engines.values import Int, Text

_SOURCES = (
    (
        "Sennrich et al. 2015, Neural machine translation of rare words with subword units, "
        "arXiv:1508.07909"
    ),
)
_CORPORA = (
    "hug pug pun hugs",
    "bat cat bad sat",
    "sun run rub rug",
    "pot hot hop dot",
    "man fan fat can",
    "big dig did pig",
)
"""Words in which some pair is in most words and another may still be the most frequent."""


def _corpus(params: Params) -> tuple[str, ...]:
    return tuple(word(params, "words").split())


def _pairs(
    params: Params, counts: tuple[int, ...] | None = None, extra: int = 0
) -> tuple[bpe.Pair, ...]:
    """Return the merges up to the one that is asked, and `extra` more; nothing where there is a
    tie. `counts` stands in place of how often the words occur."""
    times = wholes(params, "counts") if counts is None else counts
    return bpe.learnt(_corpus(params), times, number(params, "done") + 1 + extra) or ()


def _next(params: Params) -> Truth:
    found = _pairs(params)
    before, pair = found[:-1], found[-1]
    split = {
        bpe.merged_all(tuple(text), before): times
        for text, times in zip(_corpus(params), wholes(params, "counts"), strict=True)
    }
    ranked = bpe.pair_counts(split).most_common(3)
    counts = ", ".join(f"{left}{right} {count}" for (left, right), count in ranked)
    value = "".join(pair)
    return Truth(
        value,
        (
            Step("merges so far", "in order", ", ".join(map("".join, before)) or "none"),
            Step("words", "as they are split now", "  ".join("·".join(parts) for parts in split)),
            Step("most frequent pairs", "with their counts", counts),
            Step("next merge", " + ".join(pair), value),
        ),
    )


def _by_type(params: Params) -> str | None:
    """The merge where each word counts once."""
    found = _pairs(params, (1,) * len(_corpus(params)))
    return "".join(found[-1]) if found else None


def _one_further(params: Params) -> str | None:
    found = _pairs(params, extra=1)
    return "".join(found[-1]) if found else None


def _made_before(params: Params) -> str | None:
    before = _pairs(params)[:-1]
    return "".join(before[-1]) if before else None


def _tied(params: Params) -> str | None:
    if len(wholes(params, "counts")) != len(_corpus(params)):
        return "each word needs a count"
    return None if _pairs(params) else "two pairs are equally frequent"


NEXT_MERGE = Family(
    name="bpe.next_merge",
    title="next merge of byte-pair encoding",
    topic="language",
    formula="the pair of neighbours with the highest count, words counted as often as they occur",
    params=(
        Param("words", "choice", "the words of the corpus", choices=_CORPORA),
        Param("counts", "vector", "how often each occurs", 1, 1000, sizes=(4, 4)),
        Param("done", "int", "merges made before", 0, 2),
    ),
    answer=lambda _params: Text(),
    ask=Ask(
        prompt=(
            "A corpus holds the words: {{words}}. In this order they occur {{counts}} times. "
            "Byte-pair encoding starts from single letters, without a sign for the end of a word, "
            "and has made this many merges: {{done}}. Which token does the next merge make? Write "
            "its letters."
        ),
        explanation=(
            "Each pair of neighbours counts as often as its word occurs; the most frequent pair "
            "becomes a token, and all words are split anew before the next count: {{answer}}."
        ),
        params={"words": _CORPORA[0], "counts": (3, 4, 12, 2), "done": 0},
        vary={
            "words": ChoiceRange(_CORPORA),
            "counts": VectorRange(IntRange(1, 12), 4),
            "done": ChoiceRange((0, 1)),
        },
        level="intermediate",
        seconds=120,
        tags=("tokenization", "bpe"),
        sources=_SOURCES,
    ),
    truth=_next,
    slips={
        "by_type": bare_slip(
            "term-dropped", "each word counts once, however often it occurs.", _by_type
        ),
        "one_further": bare_slip("off-by-one", "one merge too many is made.", _one_further),
        "made_before": bare_slip(
            "stale-value", "the merge before the one that is asked is named.", _made_before
        ),
    },
    valid=_tied,
)

_MERGES = (
    "l o, lo w, e r",
    "e r, w er, l o, lo w",
    "e s, es t, l o, lo w",
    "n e, ne w, e s, es t",
    "o w, w e, l o, lo we",
    "e r, w e, l o, lo we",
    "s t, e s, w es, n e",
)
_WORDS = (
    *("lower", "lowest", "newer", "newest", "slower", "slowest", "flower", "wester", "lowers"),
    *("towers", "swallowers", "renewers", "wherever"),
)


def _split(params: Params, pairs: list[bpe.Pair] | None = None, most: int | None = None) -> Truth:
    """Return the number of tokens after all merges in order; `pairs` stands in their place, each
    made at most `most` times."""
    pairs = bpe.pairs_of(word(params, "merges")) if pairs is None else pairs
    parts = tuple(word(params, "word"))
    steps = [Step("letters", word(params, "word"), str(len(parts)))]
    for pair in pairs:
        after = bpe.merged(parts, pair, most)
        if after != parts:
            steps.append(Step(f"merge {pair[0]} + {pair[1]}", "·".join(parts), "·".join(after)))
        parts = after
    steps.append(Step("tokens", "·".join(parts), str(len(parts))))
    return Truth(len(parts), tuple(steps))


def _longest(params: Params) -> int:
    tokens = {left + right for left, right in bpe.pairs_of(word(params, "merges"))}
    return bpe.longest_first(word(params, "word"), tokens)


TOKEN_COUNT = Family(
    name="bpe.token_count",
    title="tokens of a word under byte-pair encoding",
    topic="language",
    formula="start from letters and make the merges in the order in which they were learnt",
    params=(
        Param("word", "choice", "the word", choices=_WORDS),
        Param("merges", "choice", "the merges in order", choices=_MERGES),
    ),
    answer=lambda _params: Int(),
    ask=Ask(
        prompt=(
            "A byte-pair encoder has learnt these merges, in this order: {{merges}}. Every letter "
            "is a token too. Into how many tokens does it split the word {{word}}?"
        ),
        explanation=(
            "The merges are made in the order in which they were learnt, each wherever its pair "
            "stands; what an earlier merge has used up a later one cannot have: {{answer}}."
        ),
        params={"word": "lower", "merges": _MERGES[0]},
        vary={"word": ChoiceRange(_WORDS), "merges": ChoiceRange(_MERGES)},
        seconds=60,
        tags=("tokenization", "bpe"),
        sources=_SOURCES,
    ),
    truth=_split,
    slips={
        "letters": slip(
            "term-dropped", "no merge is made.", lambda params: _split(params, pairs=[])
        ),
        "reversed": slip(
            "wrong-sequence",
            "the merges are made from the last one on.",
            lambda params: _split(params, pairs=bpe.pairs_of(word(params, "merges"))[::-1]),
        ),
        "longest": bare_slip(
            "other-convention",
            "the longest token is matched from the left, as WordPiece does.",
            _longest,
        ),
        "merges": bare_slip(
            "swapped-roles",
            "the merges that are made are counted.",
            lambda params: len(word(params, "word")) - _count(params),
        ),
    },
)


def _count(params: Params) -> int:
    merged = bpe.merged_all(tuple(word(params, "word")), bpe.pairs_of(word(params, "merges")))
    return len(merged)


FAMILIES = {family.name: family for family in (NEXT_MERGE, TOKEN_COUNT)}
