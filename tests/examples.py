"""How many examples a property is tried with."""

from hypothesis import settings

THOROUGH = 100
QUICK = 15

# A busy machine must not fail a property: how long an example takes is measured elsewhere.
settings.register_profile("quick", deadline=None, max_examples=QUICK)
settings.register_profile("thorough", deadline=None, max_examples=THOROUGH)
settings.load_profile("quick")


def examples(number: int, **others: object) -> settings:
    """Settings for `number` examples in the thorough profile, which `make coverage` uses; the quick one has fewer."""
    share = settings().max_examples / THOROUGH
    return settings(max_examples=max(1, round(number * share)), **others)  # type: ignore[arg-type]
