"""A process that others wait for."""

import gc

from bot.process.priority import freeze_objects


def test_what_is_here_to_stay_is_not_looked_through_again():
    """Else everybody would wait for that now and then."""
    kept = [[number] for number in range(1000)]
    mine = set(map(id, kept))
    try:
        freeze_objects()
        assert not mine & set(map(id, gc.get_objects()))
    finally:
        gc.unfreeze()
