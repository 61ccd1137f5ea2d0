"""The closed list of slips: the names that drills and statistics use across topics."""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

SLIPS: Mapping[str, str] = MappingProxyType(
    {
        "one-side": "Something that happens on both sides is counted on one only. "
        "Padding, windows and margins nearly always come in twos.",
        "term-dropped": "A term of the formula is left out altogether. "
        "Say the formula first, then put the numbers in, one term at a time.",
        "off-by-one": "One too many or one too few. "
        "Count the posts, not the gaps between them: n steps visit n + 1 places.",
        "rounding": "A fraction is rounded the wrong way, or not at all. "
        "Ask whether a last, partial piece counts.",
        "wrong-axis": "The right operation along the wrong dimension. "
        "Name what is summed or normalised over before you compute.",
        "transposed": "Rows and columns, or height and width, change places. "
        "Write the shapes down beside the operands.",
        "wrong-order": "The right entries in another order. "
        "Write beside each one what it belongs to.",
        "layout": "The right sizes in another framework's order. "
        "Say channels first or channels last out loud.",
        "in-for-out": "An input's size is used where the output's belongs, or the reverse. "
        "Mark each size with the side it belongs to.",
        "forgot-bias": "The bias is left out. "
        "Each output unit or filter has one, unless it is switched off.",
        "bias-per-input": "The bias is counted once for each input instead of each output. "
        "It is added after the sum, so there is one a unit.",
        "mean-for-sum": "A mean is taken where a sum is meant, or the reverse. "
        "Look at the reduction before you compare numbers.",
        "max-for-mean": "A maximum is taken where a mean is meant, or the reverse. "
        "The name of the layer says which one it is.",
        "wrong-divisor": "The right sum, divided by the wrong count. "
        "Ask which things are being averaged.",
        "log-base": "A logarithm to base 2 or 10 where the natural one is meant. "
        "Losses are in nats unless somebody says bits.",
        "units": "Bits for bytes, 1000 for 1024, FLOPs for multiply-adds. "
        "Write the unit beside each factor.",
        "sign": "The right size with the wrong sign. "
        "Check one easy case by hand: which way must it go?",
        "strictness": "The boundary itself falls on the wrong side. Ask what happens at equality.",
        "wrong-gate": "The table of another gate. "
        "Go through the four inputs rather than from the name.",
        "linear-collapse": "The activation between two linear layers is left out. "
        "Without it the layers are one linear layer.",
        "wrong-activation": "Another activation is used, or one where none belongs. "
        "Say which layer it follows.",
        "no-normalising": "A last division is left out, like the one that makes weights sum to 1. "
        "A softmax always ends with a division by the sum.",
        "no-exponential": "The scores are normalised as they are, without the exponential. "
        "Softmax exponentiates first, so negative scores are no trouble.",
        "double-softmax": "Softmax is applied to what softmax already made. "
        "A loss that takes logits applies its own.",
        "inverse-temperature": "The temperature multiplies where it divides. "
        "A high temperature flattens, a low one sharpens.",
        "elementwise": "Entries are multiplied in place where a matrix product is meant. "
        "Row times column, then the sum.",
        "factor-dropped": "A factor such as a 2 is lost on the way. "
        "Keep the derivative of the square in mind, and both K and V in a cache.",
        "step-size": "The learning rate is left out, or applied to the wrong term. "
        "It scales the step, nothing else.",
        "train-for-eval": "What a layer does in training is done in evaluation, or the reverse. "
        "Dropout and batch norm have two lives.",
        "biased-unbiased": "Dividing by n where n − 1 is meant, or the reverse. "
        "Batch norm normalises by the one and remembers the other.",
        "no-scale": "A scale, such as the division by √d, is left out. "
        "Ask what keeps the size of the number in hand: dot products grow with the dimension.",
        "query-heads-for-kv-heads": "All query heads are counted where only key-value heads are "
        "stored. Grouped-query attention keeps fewer of them.",
        "gate-count": "The wrong number of gates. "
        "An LSTM has four blocks of weights, a GRU three, a plain RNN one.",
        "bias-correction": "The correction for moments that start at zero is left out, "
        "or taken at the wrong step. It matters most at the first step.",
        "at-the-kink": "The wrong value where a function bends. "
        "PyTorch takes 0 for ReLU's slope at 0.",
        "stale-value": "A value from before or after the step that is meant. "
        "Write down which iterate each number belongs to.",
        "boundary-missed": "The answer just misses the property it should have. "
        "Test the tightest case first.",
        "swapped-roles": "Two quantities that play different parts change places. "
        "Say which is which: prediction or target, teacher or student, old or new.",
        "root-or-square": "A square root or a square is left out, or put where none belongs. "
        "A variance is squared; a standard deviation and a norm are not.",
        "sum-for-product": "Numbers are added that multiply, or the reverse. "
        "Ask whether one thing happens for each of the other.",
        "wrong-sequence": "The right operations one after the other in the wrong sequence. "
        "Mask before the softmax, cut before normalising anew.",
        "no-clamp": "A limit is left out, or set where there is none. "
        "Look for the max with 0, the min with 1, the clip.",
        "other-convention": "The rule of another framework or textbook is used. "
        "Look the default up: reduction, momentum, rounding, order of dimensions.",
        "counted-twice": "Something is counted twice, or counted although it does not belong. "
        "Ask what the item itself, a shared weight or an overlap does.",
        "lost-precision": "A number is taken to fit a format that cannot hold it, or the reverse. "
        "Ask how many digits the format has, and how far it reaches.",
    }
)
"""Name -> what goes wrong and how to see it, in two sentences."""
