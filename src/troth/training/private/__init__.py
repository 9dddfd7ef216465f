"""Neural training with differential privacy (DP-SGD; Abadi et al., CCS 2016), where a charter has a clause on epsilon.

Each row's gradient is clipped to one norm, rows take part in a step by a secret coin each, secret noise goes onto the
sum, and two accountants say what that promises. A test before the first step and an audit of the finished training,
by planted rows, look for the mistakes that make such a promise false.
"""
