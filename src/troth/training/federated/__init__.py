"""Federated training of texts: rows stay with their owners, and what each learned is put together in rounds.

McMahan, Moore, Ramage, Hampson and Agüera y Arcas, Communication-efficient learning of deep networks from decentralized
data, AISTATS 2017. `train` runs a server and every client in a process of its own, on Flower; what is in `flower` alone
knows of it.
"""
