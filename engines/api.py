"""What the app may call of the closed-form half. Loads one module of families on demand."""

from engines.family import (
    Ask,
    Family,
    Judgement,
    LiveSlip,
    Param,
    Params,
    Picture,
    Slip,
    Step,
    Truth,
    Variant,
)

__all__ = [
    "Ask",
    "Family",
    "Judgement",
    "LiveSlip",
    "Param",
    "Params",
    "Picture",
    "Slip",
    "Step",
    "Truth",
    "Variant",
]
