"""A sealed file of format 1 as it was written once; whatever is changed, it must open."""

from __future__ import annotations

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from troth.data.sealing import SecretKey

KEYS = tuple(SecretKey.of(X25519PrivateKey.from_private_bytes(bytes(range(at, at + 32)))) for at in (0, 32))
"""Its two recipients."""

CONTENT = b"A sealed file of format 1, in three chunks."
CHUNK = 16

FORMAT_1 = bytes.fromhex(
    "89545345414c0d0a00010002ededeed890a1f1f8571e21ee4f7b75ed00000010000000000000002b1993279aafa48b5c153d6690fe5d"
    "a02a16b525cc516e0df8f936d43a96cf53df19d42e6e7cb356a34b42683da94571ae7c53f0aa69ae1960741c7ea0ba186eb8b11cdcb7"
    "24811774e3eb82a891d52f76b76a98d680a3655d30f2f0e1944f1e2f67225fa0b699e5b5c3e781bcf0b18fb75284ce682ea33482afb6"
    "64afb66329400774529b07e53200644c4cda26f1772ccf0a5a024db0845e88883e0c98e8fcbc160a9f04faefa753c9dfe54396d3627d"
    "712716d191384ff427a93dd1e7db072bfb087cf5cab1e634170502c63e46c8a674f24aaefde75c2665f2202605074fe5d524ffbd8edc"
    "864b3cf78c92afaaa749e4f35ea3069878f1fd11dd96e7c490cb7d7a5f81b6dda7a940ddcc3173fa22e9547abb82158c862c2f0c3433"
    "3ea1e3261e1b072fa1ca01d9a3b89dec2ac7f7d11580d9ed182416e12df3a7a6e5d9e85cf1b4870a21288d5940efbf1477d670317aa9"
    "1a674ad88916fc08cce61410f8b22e1f2190163262ab36c802fdc9934e6219b59da5d4689986c90a9278ddd6fdcab1eacaa1be850011"
    "2762c6075a64422a893d3d498fe3f8e924494a"
)
