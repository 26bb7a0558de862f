"""What is real around the simulated world, joined to it: data plane, container runtime, and time that passes by itself."""

from __future__ import annotations

from typing import TYPE_CHECKING

from course.sandbox.container_runtime import ContainerRuntime
from course.sandbox.data_plane import DataPlane
from course.sandbox.engine import Engine
from course.sandbox.pulse import Pulse

if TYPE_CHECKING:
    from course.sandbox.bridge import Moto


def join(engine: Engine, plane: DataPlane, runtime: ContainerRuntime) -> None:
    """Before the engine loads. From then on the three learn what they must."""

    def needed() -> bool:
        return plane.open or runtime.running

    pulse = Pulse(engine, needed)

    def came_up(moto: Moto) -> None:
        """A world is there: what its containers were is gone, and whoever is needed is started."""
        runtime.clear()
        moto.to_runtime(runtime.tell)
        if moto.runs_something():
            engine.hear("runtime", {"is": "lost"})
        if moto.runtime_answers():
            runtime.start()

    plane.opened.append(runtime.start)  # whoever pushes images has an engine, or wants to know that there is none
    engine.came_up.append(came_up)
    engine.noticing += [plane.notice, pulse.notice]
