"""How many examples a property is tried with: few in `make test`, all in `make test-long`."""

from hypothesis import HealthCheck, settings

SHORT, FULL = "short", "full"
"""The profiles of Hypothesis; `tests/conftest.py` loads the short one, `--hypothesis-profile=full` the other."""
FEW = 0.15
"""The share of all examples that the short suite tries."""

BUSY = [HealthCheck.too_slow]
"""What does not count: machines may be busy. No example has a time limit, either."""

settings.register_profile(SHORT, max_examples=round(100 * FEW), deadline=None, suppress_health_check=BUSY)
settings.register_profile(FULL, max_examples=100, deadline=None, suppress_health_check=BUSY)


def examples(number: int, **others: object) -> settings:
    """For a property that needs another number than 100."""
    full = settings.get_current_profile_name() == FULL
    return settings(max_examples=number if full else max(5, round(number * FEW)), **others)  # type: ignore[arg-type]
