"""The element types that each op takes for its first type attribute, in TensorFlow's own order.

They are facts of TensorFlow's op registry; the order matters because the error message lists it.
Ops that are not named here take every type.
"""

from __future__ import annotations

_REAL = "float32 float64 int32 uint8 int16 int8 int64 bfloat16 uint16 float16 uint32 uint64"
_NUMBERS = (
    "float32 float64 int32 uint8 int16 int8 complex64 int64 qint8 quint8 qint32 bfloat16 qint16"
    " quint16 uint16 complex128 float16 uint32 uint64"
)
_FLOATS = "bfloat16 float16 float32 float64"
_HALF_FIRST = "float16 bfloat16 float32 float64"
_COMPLEX_TOO = f"{_FLOATS} complex64 complex128"
_FACTORED = "float64 float32 float16 complex64 complex128"
_LISTS = {
    "AddV2": "bfloat16 float16 float32 float64 uint8 uint16 uint32 uint64 int8 int16 int32 int64"
    " complex64 complex128",
    "Substr": "int32 int64",
    "Add": "bfloat16 float16 float32 float64 uint8 int8 int16 int32 int64 complex64 complex128"
    " string",
    "Sub": "bfloat16 float16 float32 float64 uint8 int8 uint16 int16 int32 int64 complex64"
    " complex128 uint32 uint64",
    "Mul RealDiv Div FloorDiv TruncateDiv": "bfloat16 float16 float32 float64 uint8 int8 uint16"
    " int16 int32 uint32 uint64 int64 complex64 complex128",
    "FloorMod": "int8 int16 int32 int64 uint8 uint16 uint32 uint64 bfloat16 float16 float32"
    " float64",
    "TruncateMod": "int32 int64 bfloat16 float16 float32 float64",
    "DivNoNan": "float16 float32 bfloat16 float64 complex64 complex128",
    "Pow": "bfloat16 float32 float16 float64 int8 int16 int32 int64 complex64 complex128",
    "Maximum Minimum": "bfloat16 float16 float32 float64 int8 uint8 int16 uint16 int32 uint32"
    " int64 uint64",
    "SquaredDifference": "bfloat16 float16 float32 float64 int32 int64 complex64 complex128",
    "Atan2 CheckNumerics Erf Erfc Erfinv Ndtri Lgamma Digamma BesselI0e BesselI1e Igamma Igammac"
    " CumulativeLogsumexp Floor Ceil Rint IsNan IsInf IsFinite LinSpace": _FLOATS,
    "Less LessEqual Greater GreaterEqual TopKV2 Relu6 Cross SegmentMax SegmentMin"
    " UnsortedSegmentMax UnsortedSegmentMin": _REAL,
    "Neg Sign Reciprocal Round": "bfloat16 float16 float32 float64 int8 int16 int32 int64"
    " complex64 complex128",
    "Abs": "bfloat16 float16 float32 float64 int8 int16 int32 int64",
    "Square": "bfloat16 float16 float32 float64 int8 int16 int32 int64 uint8 uint16 uint32 uint64"
    " complex64 complex128",
    "Sqrt Rsqrt Exp Expm1 Log Log1p Sin Cos Tan Tanh Sigmoid Asin Acos Atan Sinh Cosh Asinh Acosh"
    " Atanh MulNoNan": _COMPLEX_TOO,
    "Xdivy Xlogy Xlog1py": f"{_HALF_FIRST} complex64 complex128",
    "Zeta Polygamma": "float32 float64",
    "NextAfter": "float64 float32",
    "MatrixInverse MatrixSolve Cholesky MatrixSquareRoot MatrixExponential Qr Svd": _FACTORED,
    "SelfAdjointEigV2": _FACTORED,
    "MatrixTriangularSolve": f"bfloat16 {_FACTORED}",
    "MatrixDeterminant LogMatrixDeterminant": "float16 float32 float64 complex64 complex128",
    "HistogramFixedWidth": "int32 int64 float32 float64",
    "Sum Mean Prod Cumsum Cumprod UnsortedSegmentSum UnsortedSegmentProd SegmentSum"
    " SegmentMean SegmentProd EuclideanNorm ClipByValue BiasAdd": _NUMBERS,
    "Max Min": f"{_REAL} qint8 quint8 qint32 qint16 quint16",
    "ArgMax ArgMin": f"{_REAL} qint8 quint8 qint32 qint16 quint16 bool",
    "MatMul": "bfloat16 float16 float32 float64 int32 int64 uint8 uint16 uint32 uint64 complex64"
    " complex128",
    "BatchMatMulV2": "bfloat16 float16 float32 float64 int16 int32 int64 uint8 uint16 uint32"
    " uint64 complex64 complex128",
    "L2Loss Elu Selu Softplus Softsign LeakyRelu Softmax LogSoftmax"
    " SoftmaxCrossEntropyWithLogits SparseSoftmaxCrossEntropyWithLogits AvgPool": _HALF_FIRST,
    "Relu": f"{_REAL} qint8",
    "Conv2D": f"{_HALF_FIRST} int32",
    "MaxPool": f"{_HALF_FIRST} int32 int64 uint8 int16 int8 uint16 qint8",
    "LRN": "float16 bfloat16 float32",
    "OneHot": "uint8 int8 int32 int64",
    "Range": "bfloat16 float16 float32 float64 int8 int16 int32 int64 uint16 uint32 uint64",
    "Invert BitwiseAnd BitwiseOr BitwiseXor LeftShift RightShift": "int8 int16 int32 int64 uint8"
    " uint16 uint32 uint64",
    "RandomUniform RandomUniformInt RandomStandardNormal TruncatedNormal": "int32 int64",
}
ALLOWED: dict[str, tuple[str, ...]] = {
    kind: tuple(types.split()) for kinds, types in _LISTS.items() for kind in kinds.split()
}
# The types of indices of the arguments that take more than int32 and int64.
INDICES = dict.fromkeys(
    ("GatherV2.indices", "GatherNd.indices", "ScatterNd.indices", "TopKV2.k"),
    ("int16", "int32", "int64"),
)
