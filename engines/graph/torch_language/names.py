"""The allow-list: names of torch, torch.nn.functional and of a tensor's methods."""

from __future__ import annotations

from engines.graph.syntax import words

# Functions of torch that are methods of a tensor as well.
_SHARED = words(
    # arithmetic
    "abs absolute acos acosh add addcdiv addcmul angle arccos arcsin arctan arctan2 asin asinh atan"
    " atan2 atanh ceil clamp clamp_max clamp_min clip conj copysign cos cosh deg2rad digamma div"
    " divide erf erfc erfinv exp exp2 expm1 fix float_power floor floor_divide fmax fmin fmod frac"
    " frexp gcd heaviside hypot lcm ldexp lerp lgamma log log10 log1p log2 logaddexp logaddexp2"
    " logit maximum minimum mul multiply nan_to_num neg negative nextafter positive pow rad2deg"
    " reciprocal remainder round rsqrt sgn sigmoid sign signbit sin sinc sinh sqrt square sub"
    " subtract tan tanh true_divide trunc xlogy hardshrink"
    # comparison and logic
    " all allclose any bitwise_and bitwise_left_shift bitwise_not bitwise_or bitwise_right_shift"
    " bitwise_xor eq equal ge greater greater_equal gt isclose isfinite isinf isnan isneginf"
    " isposinf isreal le less less_equal logical_and logical_not logical_or logical_xor lt ne"
    " not_equal is_complex is_floating_point is_nonzero is_signed"
    # reductions
    " amax amin aminmax argmax argmin corrcoef count_nonzero cov cummax cummin cumprod cumsum diff"
    " dist histc kthvalue logcumsumexp logsumexp max mean median min mode nanmean nanmedian"
    " nanquantile nansum norm prod quantile renorm std sum trace var"
    # products
    " addbmm addmm addmv addr baddbmm bmm cholesky cross det dot ger inner inverse kron logdet"
    " matmul matrix_exp matrix_power mm mv outer pinverse qr slogdet svd vdot"
    # shape
    " adjoint broadcast_to chunk clone detach diag diag_embed diagflat diagonal dsplit flatten flip"
    " fliplr flipud hsplit moveaxis movedim narrow numel permute ravel repeat_interleave reshape"
    " roll rot90 split split_with_sizes squeeze swapaxes swapdims t tensor_split tile transpose"
    " unbind unflatten unsqueeze vsplit"
    # picking and writing
    " argsort argwhere as_strided bernoulli bincount diagonal_scatter gather index_add index_copy"
    " index_fill index_put index_select masked_fill masked_scatter masked_select msort multinomial"
    " nonzero put scatter scatter_add scatter_reduce select select_scatter slice_scatter sort take"
    " take_along_dim topk tril triu unique unique_consecutive where"
    # activations that torch itself has
    " log_softmax prelu relu softmax"
)

FUNCTIONS = _SHARED + words(
    # making
    "tensor as_tensor asarray scalar_tensor zeros ones full empty arange linspace logspace eye"
    " zeros_like ones_like full_like empty_like rand randn randint randperm rand_like randn_like"
    " randint_like normal from_numpy tril_indices triu_indices vander complex polar"
    " hann_window hamming_window"
    # joining
    " block_diag broadcast_shapes broadcast_tensors cartesian_prod cat column_stack combinations"
    " concat concatenate dstack hstack meshgrid row_stack stack vstack atleast_1d atleast_2d"
    " atleast_3d"
    # products and reductions
    " cdist einsum tensordot chain_matmul std_mean var_mean trapezoid cumulative_trapezoid gradient"
    " pdist rsub"
    # picking
    " bucketize searchsorted isin unravel_index"
    # activations and layers that torch itself has
    " celu cosine_similarity dropout pairwise_distance rrelu selu threshold pixel_shuffle"
    # questions
    " can_cast get_default_dtype is_grad_enabled is_inference_mode_enabled is_tensor"
    " promote_types result_type typename real imag view_as_real view_as_complex initial_seed"
)

_ACTIVATIONS = words(
    "relu relu_ relu6 gelu silu elu elu_ celu selu selu_ leaky_relu leaky_relu_ prelu rrelu"
    " hardtanh hardswish hardsigmoid hardshrink softshrink tanhshrink mish softplus softsign"
    " softmax log_softmax softmin logsigmoid sigmoid tanh glu threshold gumbel_softmax"
)
_LOSSES = words(
    "cross_entropy nll_loss mse_loss l1_loss smooth_l1_loss huber_loss binary_cross_entropy"
    " binary_cross_entropy_with_logits kl_div cosine_embedding_loss triplet_margin_loss"
    " margin_ranking_loss hinge_embedding_loss multi_margin_loss multilabel_margin_loss"
    " multilabel_soft_margin_loss soft_margin_loss poisson_nll_loss gaussian_nll_loss"
)
_LAYERS = words(
    "linear bilinear embedding conv1d conv2d conv3d conv_transpose1d conv_transpose2d"
    " max_pool1d max_pool2d max_pool3d avg_pool1d avg_pool2d avg_pool3d lp_pool1d lp_pool2d"
    " adaptive_avg_pool1d adaptive_avg_pool2d adaptive_max_pool1d adaptive_max_pool2d pad"
    " layer_norm batch_norm group_norm instance_norm rms_norm local_response_norm normalize"
    " dropout dropout1d dropout2d dropout3d alpha_dropout scaled_dot_product_attention"
    " interpolate unfold fold pixel_shuffle pixel_unshuffle channel_shuffle grid_sample affine_grid"
    " one_hot cosine_similarity pairwise_distance pdist"
)
FUNCTIONAL = _ACTIVATIONS + _LOSSES + _LAYERS

_IN_PLACE = words(
    "abs_ acos_ add_ addcdiv_ addcmul_ addmm_ asin_ atan_ baddbmm_ bernoulli_ bitwise_and_"
    " bitwise_not_ bitwise_or_ bitwise_xor_ ceil_ clamp_ clamp_max_ clamp_min_ clip_ copy_ cos_"
    " cosh_ cumprod_ cumsum_ detach_ div_ divide_ eq_ erf_ exp_ exp2_ expm1_ exponential_ fill_"
    " fill_diagonal_ floor_ floor_divide_ fmod_ frac_ ge_ geometric_ gt_ index_add_ index_copy_"
    " index_fill_ index_put_ le_ lerp_ log_ log10_ log1p_ log2_ logical_and_ logical_not_"
    " logical_or_ logical_xor_ logit_ lt_ masked_fill_ masked_scatter_ mul_ multiply_ nan_to_num_"
    " ne_ neg_ negative_ normal_ pow_ put_ random_ reciprocal_ relu_ remainder_ renorm_"
    " requires_grad_ round_ rsqrt_ scatter_ scatter_add_ scatter_reduce_ sigmoid_ sign_ sin_ sinh_"
    " sqrt_ square_ squeeze_ sub_ subtract_ swapaxes_ t_ tan_ tanh_ transpose_ tril_ triu_"
    " true_divide_ trunc_ uniform_ unsqueeze_ xlogy_ zero_"
)
METHODS = (
    _SHARED
    + _IN_PLACE
    + words(
        # data
        "item tolist numpy size dim ndimension nelement stride storage_offset element_size data_ptr"
        " is_contiguous contiguous type to float double half bfloat16 int long short char byte bool"
        " cfloat cdouble cpu retain_grad backward type_as new_zeros new_ones new_full new_tensor"
        " new_empty get_device is_same_size is_set_to is_shared is_pinned is_inference is_conj"
        " resolve_conj"
        # shape
        " view view_as reshape_as expand expand_as repeat unfold sum_to_size"
    )
)

DATA = words(
    "shape dtype device ndim grad requires_grad is_leaf T mT H mH data grad_fn itemsize nbytes"
    " output_nr is_cuda is_cpu is_meta is_sparse is_quantized real imag layout retains_grad"
)

SETTABLE = ("requires_grad", "grad", "data")

DTYPES = words(
    "float16 float32 float64 bfloat16 half float double int8 int16 int32 int64 uint8 bool int long"
    " short uint16 uint32 uint64 complex64 complex128 cfloat cdouble strided contiguous_format"
    " channels_last preserve_format"
)

LINALG = words(
    "cholesky cond cross det diagonal eig eigh eigvals eigvalsh inv lstsq lu matmul matrix_exp"
    " matrix_norm matrix_power matrix_rank multi_dot norm pinv qr slogdet solve solve_triangular"
    " svd svdvals vander vecdot vector_norm"
)

INIT = words(
    "calculate_gain constant_ dirac_ eye_ kaiming_normal_ kaiming_uniform_ normal_ ones_"
    " orthogonal_ trunc_normal_ uniform_ xavier_normal_ xavier_uniform_ zeros_"
)

LEGACY = words("FloatTensor DoubleTensor HalfTensor LongTensor IntTensor ByteTensor BoolTensor")
