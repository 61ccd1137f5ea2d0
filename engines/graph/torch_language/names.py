"""The allow-list: names of torch, torch.nn.functional, torch.nn and of a tensor's methods."""

from __future__ import annotations

from engines.graph.syntax import words

FUNCTIONS = words(
    # making
    "tensor as_tensor zeros ones full empty arange linspace logspace eye zeros_like ones_like"
    " full_like rand randn randint randperm rand_like randn_like bernoulli multinomial from_numpy"
    # arithmetic
    " add sub subtract mul multiply div divide true_divide floor_divide remainder fmod pow square"
    " sqrt rsqrt exp exp2 expm1 log log2 log10 log1p abs neg negative sign floor ceil round trunc"
    " clamp clip sin cos tan tanh sigmoid erf reciprocal maximum minimum lerp hypot atan2"
    # comparison and logic
    " eq ne lt le gt ge equal allclose isclose isnan isinf isfinite logical_and logical_or"
    " logical_not logical_xor where any all bitwise_and bitwise_or bitwise_xor bitwise_not"
    # reductions
    " sum mean prod max min amax amin argmax argmin std var median norm logsumexp cumsum cumprod"
    " count_nonzero std_mean var_mean"
    # products
    " matmul mm bmm mv dot outer einsum tensordot kron addmm"
    # shape
    " cat concat stack hstack vstack chunk split squeeze unsqueeze reshape transpose swapaxes"
    " movedim permute flatten t flip roll rot90 ravel broadcast_to broadcast_tensors"
    " broadcast_shapes tile meshgrid unbind narrow repeat_interleave atleast_1d atleast_2d"
    " unflatten"
    # picking
    " gather index_select masked_select take topk sort argsort unique bincount nonzero diag trace"
    " tril triu searchsorted scatter diagonal"
    # activations that torch itself has
    " softmax log_softmax relu dropout"
    # questions
    " numel is_tensor is_floating_point result_type promote_types can_cast get_default_dtype"
    " is_grad_enabled cdist nan_to_num clone detach"
)

FUNCTIONAL = words(
    "relu relu6 gelu silu elu celu selu leaky_relu prelu hardtanh hardswish mish softplus softsign"
    " softmax log_softmax softmin logsigmoid sigmoid tanh glu cross_entropy nll_loss mse_loss"
    " l1_loss smooth_l1_loss huber_loss binary_cross_entropy"
    " binary_cross_entropy_with_logits kl_div"
    " cosine_similarity cosine_embedding_loss normalize one_hot linear bilinear embedding conv1d"
    " conv2d conv_transpose2d max_pool1d max_pool2d avg_pool1d avg_pool2d adaptive_avg_pool1d"
    " adaptive_avg_pool2d adaptive_max_pool2d pad layer_norm batch_norm group_norm instance_norm"
    " dropout dropout2d scaled_dot_product_attention interpolate unfold pixel_shuffle"
    " pairwise_distance triplet_margin_loss margin_ranking_loss hinge_embedding_loss"
    " multi_margin_loss local_response_norm"
)

MODULES = words(
    "Linear Conv1d Conv2d ConvTranspose2d ReLU ReLU6 GELU SiLU ELU SELU LeakyReLU Sigmoid Tanh"
    " Softmax LogSoftmax Softplus Hardtanh Flatten Identity Dropout Dropout2d BatchNorm1d"
    " BatchNorm2d"
    " LayerNorm GroupNorm InstanceNorm2d MaxPool1d MaxPool2d AvgPool1d AvgPool2d AdaptiveAvgPool2d"
    " Embedding RNN LSTM GRU MultiheadAttention CrossEntropyLoss NLLLoss MSELoss L1Loss"
    " SmoothL1Loss"
    " BCELoss BCEWithLogitsLoss HuberLoss KLDivLoss Upsample ZeroPad2d Bilinear Sequential"
    " ModuleList Unflatten"
)

METHODS = words(
    # data
    "item tolist numpy size dim ndimension numel stride storage_offset element_size data_ptr"
    " is_contiguous is_floating_point contiguous clone detach detach_ type to float double half"
    " bfloat16 int long short char byte bool cpu requires_grad_ retain_grad backward zero_ fill_"
    " copy_ type_as new_zeros new_ones new_full new_tensor is_complex get_device"
    # shape
    " view view_as reshape reshape_as expand expand_as repeat squeeze squeeze_ unsqueeze unsqueeze_"
    " transpose transpose_ permute flatten unflatten t t_ flip roll movedim swapaxes ravel chunk"
    " split unbind narrow unfold tile repeat_interleave broadcast_to"
    # arithmetic
    " add add_ sub sub_ subtract mul mul_ multiply div div_ divide true_divide floor_divide"
    " remainder fmod pow pow_ square sqrt sqrt_ rsqrt exp exp_ expm1 log log_ log2 log10 log1p abs"
    " abs_ neg neg_ sign floor floor_ ceil ceil_ round round_ trunc clamp clamp_ clip clip_ sin cos"
    " tan tanh tanh_ sigmoid sigmoid_ relu relu_ softmax log_softmax erf reciprocal maximum minimum"
    " lerp dot mm bmm mv matmul outer addmm addcmul addcdiv"
    # comparison and reductions
    " eq ne lt le gt ge equal allclose isclose isnan isinf isfinite logical_and logical_or"
    " logical_not logical_xor any all sum mean prod max min amax amin argmax argmin std var median"
    " norm logsumexp cumsum cumprod count_nonzero where"
    # picking and writing
    " gather index_select masked_select masked_fill masked_fill_ take topk sort argsort unique"
    " bincount nonzero diag trace tril triu scatter scatter_ scatter_add scatter_add_ index_fill_"
    " index_add_ index_copy_ diagonal normal_ uniform_ random_ nan_to_num"
)

DATA = words(
    "shape dtype device ndim grad requires_grad is_leaf T mT data grad_fn itemsize nbytes"
    " output_nr is_cuda real"
)

SETTABLE = ("requires_grad", "grad", "data")

MODULE_DATA = words(
    "weight bias training in_features out_features in_channels out_channels kernel_size stride"
    " padding dilation groups running_mean running_var num_batches_tracked num_features eps"
    " momentum"
    " normalized_shape p weight_ih_l0 weight_hh_l0 bias_ih_l0 bias_hh_l0 hidden_size num_layers"
    " num_embeddings embedding_dim padding_idx inplace in_proj_weight out_proj"
)

MODULE_METHODS = words(
    "parameters named_parameters train eval zero_grad requires_grad_ double float half extra_repr"
    " children named_children state_dict append forward"
)

DTYPES = words(
    "float16 float32 float64 bfloat16 half float double int8 int16 int32 int64 uint8 bool int long"
    " short"
)
