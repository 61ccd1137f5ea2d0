"""The allow-list of torch.nn: classes of modules, and what of a module a snippet may name."""

from __future__ import annotations

from engines.graph.syntax import words

# Modules that hold no parameters, or few: their constructors need no bound.
LIGHT = words(
    "ReLU ReLU6 GELU SiLU ELU CELU SELU LeakyReLU RReLU Sigmoid Tanh Softmax Softmax2d LogSoftmax"
    " Softmin Softplus Softsign Softshrink Hardtanh Hardswish Hardsigmoid Hardshrink Tanhshrink"
    " LogSigmoid Mish GLU Threshold Flatten Unflatten Identity Dropout Dropout1d Dropout2d"
    " Dropout3d AlphaDropout MaxPool1d MaxPool2d MaxPool3d AvgPool1d AvgPool2d AvgPool3d"
    " AdaptiveAvgPool1d AdaptiveAvgPool2d AdaptiveMaxPool1d AdaptiveMaxPool2d Upsample"
    " UpsamplingNearest2d UpsamplingBilinear2d ZeroPad1d ZeroPad2d ConstantPad1d ConstantPad2d"
    " ReflectionPad1d ReflectionPad2d ReplicationPad1d ReplicationPad2d CircularPad1d"
    " CircularPad2d PixelShuffle PixelUnshuffle ChannelShuffle Fold Unfold LocalResponseNorm"
    " CosineSimilarity PairwiseDistance CrossEntropyLoss NLLLoss MSELoss L1Loss SmoothL1Loss"
    " BCELoss BCEWithLogitsLoss HuberLoss KLDivLoss CosineEmbeddingLoss HingeEmbeddingLoss"
    " MarginRankingLoss MultiMarginLoss MultiLabelMarginLoss MultiLabelSoftMarginLoss"
    " SoftMarginLoss TripletMarginLoss PoissonNLLLoss GaussianNLLLoss"
)

# Modules whose parameters grow with their arguments: `module_sizes` says how.
WEIGHTED = words(
    "Linear Bilinear Conv1d Conv2d Conv3d ConvTranspose1d ConvTranspose2d BatchNorm1d BatchNorm2d"
    " BatchNorm3d InstanceNorm1d InstanceNorm2d LayerNorm RMSNorm GroupNorm PReLU Embedding RNN"
    " LSTM GRU RNNCell LSTMCell GRUCell MultiheadAttention TransformerEncoderLayer"
    " TransformerDecoderLayer"
)

CONTAINERS = words("Sequential ModuleList ModuleDict ParameterList ParameterDict")
STACKS = words("TransformerEncoder TransformerDecoder")

DATA = words(
    "weight bias training in_features out_features in1_features in2_features in_channels"
    " out_channels kernel_size stride padding dilation groups output_padding padding_mode"
    " ceil_mode output_size running_mean running_var num_batches_tracked num_features eps momentum"
    " affine track_running_stats normalized_shape elementwise_affine num_groups num_channels p"
    " input_size hidden_size num_layers batch_first bidirectional dropout mode num_embeddings"
    " embedding_dim padding_idx max_norm inplace in_proj_weight in_proj_bias embed_dim num_heads"
    " head_dim negative_slope alpha beta threshold lambd dim start_dim end_dim reduction"
    " ignore_index label_smoothing pos_weight margin delta scale_factor size upscale_factor"
    " num_parameters layers min_val max_val"
)

SETTABLE = words("weight bias training p momentum eps inplace padding_idx running_mean running_var")

METHODS = words(
    "parameters named_parameters buffers named_buffers children named_children modules"
    " named_modules train eval zero_grad requires_grad_ double float half bfloat16 to cpu"
    " extra_repr state_dict load_state_dict append extend insert forward apply get_parameter"
    " get_submodule get_buffer register_buffer register_parameter add_module"
    " flatten_parameters reset_parameters reset_running_stats keys values items pop"
)
