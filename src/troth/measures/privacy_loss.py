"""The epsilon of noisy sums over rows that take part by a coin each: the privacy loss distribution, composed.

S. Meiser and E. Mohammadi (CCS 2018); A. Koskela, J. Jälkö and A. Honkela (AISTATS 2020); V. Doroshenko, B. Ghazi,
P. Kamath, R. Kumar and P. Manurangsi, Connect the Dots (PoPETs 2022). By Google's dp-accounting, rounded upwards.
"""

from __future__ import annotations

from functools import lru_cache

GRID = 1e-3  # of the privacy loss: rounded upwards, the epsilon of thousands of steps grows by less than this


@lru_cache(maxsize=64)
def sampled_gaussian_epsilon(noise_multiplier: float, sample_rate: float, steps: int, delta: float) -> float:
    """The epsilon at `delta` for one row more or less, of so many steps of the Poisson-sampled Gaussian mechanism.

    noise_multiplier: the noise's standard deviation for a largest contribution of 1. Raises ImportError without
    dp-accounting.
    """
    from dp_accounting.pld.privacy_loss_distribution import from_gaussian_mechanism

    one = from_gaussian_mechanism(noise_multiplier, sampling_prob=sample_rate, value_discretization_interval=GRID)
    return float(one.self_compose(steps).get_epsilon_for_delta(delta))
