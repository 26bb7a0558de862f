"""Time and the simulator together: whoever looks after a while sees all that has happened, at the speed it happened."""

from __future__ import annotations

import time
from datetime import datetime

from course.home import Home
from course.sandbox import process
from tests.sandbox.clients import client_of
from tests.sandbox.living import site


def test_one_look_after_a_while_sees_it_all(home: Home, account: str) -> None:
    running = process.up(home)
    here = site(lambda service: client_of(running.endpoint, service, account))
    here.create(desiredCount=3)
    begun = process.now(home)
    time.sleep(2.5)  # nobody looks
    told = here.told()
    assert told["deployments"][0]["rolloutState"] == "COMPLETED"
    done = told["deployments"][0]["updatedAt"]
    assert (done - begun).total_seconds() < 90  # it took about a minute of sandbox time, and hurried
    later = datetime.fromisoformat(process.tell(home, "GET", "time")["now"])
    assert (later - done).total_seconds() < 60  # and soon after, time went on as on the wall
