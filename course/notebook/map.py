"""The live map in a notebook: `d.map()`. It redraws itself while the world changes, and rests while nobody looks."""

from __future__ import annotations

import threading
from typing import Any

from course.app.words import plain
from course.map.kinds import KINDS
from course.map.layout import lay_out
from course.map.outline import outline
from course.map.scene import Scene
from course.map.watch import Pace, Surveys, Watch
from course.notebook.live import Live, button
from course.notebook.map_drawing import facts_html, map_svg, outline_html
from course.notebook.markup import text

HINT = "Point at something, or walk there with Tab and the arrow keys: its facts appear here. Enter keeps them."
MOST_CHANGES = 3
"""State changes that are said at once."""

_maps: dict[str, Map] = {}


class Map(Live):
    """One for each world and cluster in a kernel."""

    def __init__(self, name: str, surveys: Surveys, pace: Pace) -> None:
        super().__init__(f"map {name}")
        self._turns = threading.RLock()
        self.watch = Watch(surveys, self._shown, pace)
        self._views: set[str] = set()
        self.problem = ""
        self.layout_now = lay_out(self.watch.look())

    def drawn(self, *, live: bool) -> tuple[str, str]:
        return self._head(live), self.body_of(live)

    def body_of(self, live: bool) -> str:
        """The picture, the place for facts, and the same as text."""
        layout = self.layout_now
        scene, name = layout.scene, f"Map of the {layout.scene.world}"
        if not scene.nodes:
            picture = '<p class="ecs-map-empty">Nothing to draw yet: create a cluster, and it appears here.</p>'
        else:
            picture = f'<div class="ecs-map-scroll">{map_svg(layout, name, live=live)}</div>'
        if live and scene.nodes:
            picture += f'<div class="ecs-map-facts" data-ecs-shown><p class="ecs-aside">{HINT}</p></div>'
            picture += f"<div hidden data-ecs-store>{facts_html(layout)}</div>"
        return f'<div class="ecs-map">{picture}{outline_html(layout)}</div>'

    def plain_text(self) -> str:
        return plain(outline(self.layout_now.scene), 1_000_000)

    def act(self, do: str, what: Any, answer: Any) -> str:
        if do == "refresh":
            self.watch.here()
            return self.take(self.watch.look(fresh=True)) or "The map is up to date."
        if do == "tidy":
            with self._turns:
                self.layout_now = lay_out(self.layout_now.scene)
            return "The map was laid out anew."
        return ""

    def take(self, scene: Scene) -> str:
        """Take over a scene; returns what changed, in words."""
        with self._turns:
            said = changes(self.layout_now.scene, scene)
            self.layout_now, self.problem = lay_out(scene, self.layout_now), ""
            return said

    def show(self, said: str = "") -> None:
        with self._turns:
            super().show(said)

    def _shown(self, scene: Scene | None, problem: str) -> None:
        """Called by the watch, in its thread."""
        with self._turns:
            if scene is None:
                if problem != self.problem:
                    self.problem = problem
                    self.show(problem)
            elif scene != self.layout_now.scene or self.problem:
                self.show(self.take(scene))

    def _asked(self, _: Any, content: Any, buffers: Any) -> None:
        do, view = content.get("do"), str(content.get("what"))
        if do == "here":
            self._views.add(view)
            asleep = not self.watch.on
            self.watch.here()
            if asleep and self.problem:
                self.problem = ""
                self.show()
        elif do == "gone":
            self._views.discard(view)
            if not self._views:
                self.watch.end()
        else:
            super()._asked(_, content, buffers)

    def _head(self, live: bool) -> str:
        scene = self.layout_now.scene
        state = f'<p class="ecs-map-problem">{text(self.problem)}</p>' if self.problem else ""
        tools = ""
        if live:
            fill = '<button type="button" class="ecs-button ecs-quiet" data-ecs-fill data-ecs-key="fill">Fill the screen</button>'
            again = button("refresh", "Refresh", quiet=True, keep=True)
            tools = (
                f'<span class="ecs-map-tools">{again} {button("tidy", "Tidy up", quiet=True, keep=True)} {fill}</span>'
            )
        return f'<p class="ecs-head"><span class="ecs-title">Map of the {text(scene.world)}</span> {tools}</p>{state}'


def changes(before: Scene, after: Scene) -> str:
    """What somebody who cannot see the picture wants to hear: services and load balancers in another state."""
    was = {node.id: node.state for node in before.nodes}
    said = [
        f"{KINDS[node.kind].word} {node.name}: {node.state}"
        for node in after.nodes
        if node.kind in ("service", "load_balancer", "alarm") and was.get(node.id) != node.state
    ]
    more = f" and {len(said) - MOST_CHANGES} more" if len(said) > MOST_CHANGES else ""
    spoken = "; ".join(said[:MOST_CHANGES]) + more
    return f"{spoken[:1].upper()}{spoken[1:]}." if said else ""


def map_of(name: str, surveys: Surveys, pace: Pace | None = None) -> Map:
    """The map of a world, kept for the kernel's life; called again it looks afresh."""
    known = _maps.get(name)
    if known is None:
        known = _maps[name] = Map(name, surveys, pace or Pace())
    else:
        known.watch.surveys = surveys
        known.take(known.watch.look(fresh=True))
    known.show()
    known.watch.here()
    return known
