"""Flower as what carries a federated training: its SuperLink, SuperNodes and apps, each a process, on loopback alone.

Flower reports its use and looks for updates unless told not to, and installs packages for apps it is sent: all three
are switched off in `processes`, by which everything of Flower's is started.
"""
