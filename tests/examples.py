"""How many examples a property is tried with: few in `make test`, all in `make test-long`."""

from hypothesis import settings

SHORT, FULL = "short", "full"
"""The profiles of Hypothesis; `tests/conftest.py` loads the short one, `--hypothesis-profile=full` the other."""
FEW = 0.15
"""The share of all examples that the short suite tries."""

settings.register_profile(SHORT, max_examples=round(100 * FEW), deadline=None)
settings.register_profile(FULL, max_examples=100, deadline=None)


def examples(number: int, **others: object) -> settings:
    """For a property that needs another number than 100. No example has a time limit: machines may be busy."""
    full = settings.get_current_profile_name() == FULL
    return settings(max_examples=number if full else max(5, round(number * FEW)), **others)  # type: ignore[arg-type]
