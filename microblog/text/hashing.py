"""BLAKE2b without the OpenSSL that the standard library's `hashlib` loads when it is imported."""

try:
    from _blake2 import blake2b
except ImportError:  # a Python that is made otherwise
    from hashlib import blake2b

__all__ = ["blake2b"]
