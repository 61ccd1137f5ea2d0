"""Generative models: diffusion, variational autoencoders, adversarial nets, contrastive pairs."""
