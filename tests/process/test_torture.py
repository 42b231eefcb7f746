"""The crash test in a small form; `make torture` runs it in full."""

from pathlib import Path

from tests.process.torture import Course, torture


async def test_killed_again_and_again_every_target_has_every_digest_once_in_order(tmp_path: Path):
    """Lost answers, server errors, a gateway that drops, outages longer than Discord remembers nonces."""
    course = Course(channels=30, readers=6, kills=4, issues=2, longest_life=1.6, tick=0.2, seed=7)
    await torture(course, tmp_path)
    assert course.problems == []
