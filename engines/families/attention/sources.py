"""Where the families of attention are explained."""

PAPER = "Vaswani et al. 2017, Attention is all you need, arXiv:1706.03762"
SDPA_PAGE = (
    "https://docs.pytorch.org/docs/stable/generated/"
    "torch.nn.functional.scaled_dot_product_attention.html"
)
MHA_PAGE = "https://docs.pytorch.org/docs/stable/generated/torch.nn.MultiheadAttention.html"
MISTRAL = "Jiang et al. 2023, Mistral 7B, arXiv:2310.06825"
