"""Troth holds foundation models to their word: one charter, enforced in training, audit and service."""

__version__ = "0.1.0"
