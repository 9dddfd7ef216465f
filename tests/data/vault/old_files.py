"""A vault of format 1 as it was written once, and what it sealed; whatever is changed, it must open."""

from __future__ import annotations

import base64
import zlib

from cryptography.hazmat.primitives.asymmetric.x25519 import X25519PrivateKey

from troth.data.sealing import SecretKey
from troth.data.vault import Erasure

OWNER = SecretKey.of(X25519PrivateKey.from_private_bytes(bytes(range(32))))
ADA, BOB = "ada@example.org", "bob@example.org"
"""One who is known, and one who was erased."""

LETTER = bytes.fromhex("0113403bee87d9d0931c824aeb25be6525a4acc922dc9070af385a012ed584c4d5bfe4")
"""`letter`, for Ada, in the context `mail`."""

CELL = "sealed-for:1:ARGEHWLFj3GWWb1W1I/A6pKoPpf+Cb0oE7p2VlEpGzDILAOr2a18atQwm5NcqaEc1M7TukjpHXm6DjaA1A=="
"""`Ada`, of the column `name`, for Ada."""

ERASURE = Erasure(
    "09e44891c38cb475f44a5accedffc0ac",
    "hmac-sha256:508691af7f944c921c6e01426f0da324f6b16c6a94ec903fee3fb74ebe09ef05",
    "sha256:f02a58eea93a6befa2f821944bc8f819d58d77c7254d13a7407553bf2843a805",
)

FORMAT_1 = zlib.decompress(
    base64.b64decode(
        "eNrt2H1IE2EcB/DnpiYatqRy+EbPSu1WIynDJN83h5uem85Tm4iyzcmmc5O5aWmQG71A5CvrjwijMtDCikxU7BXM95BqGEUZFRlhvkRkGGim"
        "06WF/tH/vw93z93z+91x34f76y41hdIYVThPbyiUG3EI2owYDBSDMUKIsbA7oRWLc+dVc2J5R7Q0PR2tjYH2KgmPxZNNjYiZvTAAAAAAAAAA"
        "AADrMx9guLJ8fQlLtFGu0KqKTYp8ldK4fHDiSwWxtADTsTxKgJeLmFTLi9WYR0l4OFkqSoqVynCiQMbFpQZ5UZEq197h4lxVsdGgP+qYu+Ml"
        "fKGAn4hJ0nGxKBWL0yiKgyOiMLlyj6PM4eBUWiri01ycIaKFkjQaSyUZojjzdsKVxWIRFn977BK5SWu0D4y/IttLmNTrVFgkpgXxAunqyI4w"
        "i+1IvI/DxZqltFgsoe3P52J9qU5l+KfoWMvqBf/pOgIvfpsTzAy0sAEAAAAAAAAAAOA//1cEERsQlzJr3T4Ka7vOtpq+J2Q+mZh/1Fwd032j"
        "rTpQkTDasnWspEzXn2SpjyzP9nnWqY9ih5E5Y++fduk+d7Q99xemqH3M4/11/WrfadORLM9Mcui6lW2e7jPuCe0M/ZR2YWLAy1A50p1VNVqn"
        "LMjpUO6QvXvR1Pp2cMA2+BrNhdzstZ38GXxHaAw6P5Q1c5UtU98fObaL+arC8u2DRuGRr9S8rGoJdl8Iy2DKEFPGvAivDQAAAAAAAAAAWJNi"
        "3U6cM4Wo5FO1t45bqTo/HcHTezQE/LitzbeO10RPRreLH7hNuXzdfXjy2qGCqSszbGti34z3cGVpb2DSlsYYU+pDkt/kInehzM5o8NKbHmt4"
        "m09ZQ1iAwlvfVTM1X544Jz5978ssQ5jf4Oyl5lf7PlZX2CTbuOe0sjO/xjrE2vYTfszAnoT9d2tnU5rrWzIiBg8WGiryGsPJjUJb/PjEZZZn"
        "1c6A4d+61xTf"
    )
)
