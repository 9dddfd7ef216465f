"""Sums that tell no part: the server learns what clients' vectors add up to, and of no client which was its own.

Bonawitz, Ivanov, Kreuter, Marcedone, McMahan, Patel, Ramage, Segal and Seth, Practical secure aggregation for
privacy-preserving machine learning, CCS 2017: every two clients add and subtract the same random numbers, each adds
more of its own, and secrets are shared out so that those of clients that dropped out can be put together again. It
holds against a server that follows the protocol and looks at all it gets, and fewer clients than the quorum beside it;
not against a server that tells clients different stories. Flower's own SecAgg+ is not used: its masks are drawn from a
Mersenne Twister under a seed that is folded to 32 bits, which anybody can try out (decision 10).
"""
