"""What a test run tells at its end: cases by ground, what went over the wire, and what of it broke the description.

What each test's wires exchange is held against the description when the test is over, so that a violation fails the
test that met it. Counts travel to the terminal as properties of the test's report, also from the processes of xdist.
"""

import os
from collections import Counter
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from tests.truth.description import NOT_AT_HAND, SETTING, description
from tests.truth.holding import hold
from tests.wire.exchanges import RECORDERS, Exchange

GROUNDS = {"simcord": "simcord", "wire": "the wire", "browser": "a browser", "pure": "pure, or a file"}
PROPERTY = "exchanges"


@pytest.fixture(autouse=True)
def truth(request: pytest.FixtureRequest) -> Iterator[None]:
    """Whatever this test's wires exchange is held against Discord's description."""
    exchanges: list[Exchange] = []
    RECORDERS.append(exchanges.append)
    yield
    RECORDERS.remove(exchanges.append)
    document = description()
    violations = [] if document is None else [text for one in exchanges for text in hold(document, vars(one))]
    routes = sorted({f"{one.method} {one.template}" for one in exchanges if one.status != 501})
    told = {"exchanges": len(exchanges), "routes": routes, "violations": len(violations)}
    if exchanges:
        request.node.user_properties.append((PROPERTY, told))
    if violations:
        pytest.fail("Discord's description was broken:\n" + "\n".join(violations[:20]), pytrace=False)


def ground_of(item: pytest.Item) -> str:
    """Where a case is played."""
    names = set(getattr(item, "fixturenames", ()))
    if "browser" in names:
        return "browser"
    if "simcord_env" in names or "scene" in names:
        return "simcord"
    folder = Path(item.path).parent.name
    return "wire" if names & {"wire", "process"} or folder in ("wire_selftest", "process") else "pure"


def pytest_runtest_setup(item: pytest.Item) -> None:
    item.user_properties.append(("ground", ground_of(item)))


def pytest_terminal_summary(terminalreporter: Any) -> None:
    """The report, in the process that has the terminal."""
    reports = [one for kind in terminalreporter.stats.values() for one in kind if isinstance(one, pytest.TestReport)]
    cases = {one.nodeid: dict(one.user_properties).get("ground") for one in reports if one.when != "setup"}
    grounds = Counter(ground for ground in cases.values() if ground)
    if not grounds:
        return
    told: dict[str, Any] = {
        one.nodeid: value for one in reports for key, value in one.user_properties if key == PROPERTY
    }
    routes = {route for each in told.values() for route in each["routes"]}
    violations = sum(each["violations"] for each in told.values())
    terminalreporter.section("proof")
    for ground, name in GROUNDS.items():
        terminalreporter.line(f"{grounds[ground]:6} cases on {name}")
    terminalreporter.line(f"{sum(each['exchanges'] for each in told.values()):6} exchanges on the wire")
    terminalreporter.line(f"{len(routes):6} distinct routes")
    held = f"{violations:6} violations of Discord's description" if os.environ.get(SETTING) else NOT_AT_HAND
    terminalreporter.line(held)
