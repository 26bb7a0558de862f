"""The live map in a real JupyterLab: a world of the sandbox that rolls, by mouse and keyboard, in light and dark."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from playwright.sync_api import Locator, Page, expect

from course.home import Home
from course.sandbox import process
from course.world.access import sandbox_clients
from tests.browser.jupyterlab import Notebook, axe_finds, write_notebook
from tests.sandbox.living import CLUSTER, Site, site, until

pytestmark = pytest.mark.browser
NAMES = ("api", "web", "worker")
CELL = """
from pathlib import Path
from course.app.entrance import ready_world
from course.app.mapping import pace, surveyor
from course.home import Home
from course.notebook.map import map_of
home = Home(Path({root!r}))
ready = ready_world(home, start=False)
m = map_of("browser", surveyor(home, ready), pace(ready))
m
"""
OVERLAPS = """svg => {
  const all = [...svg.querySelectorAll("[data-ecs-node]")];
  const boxes = all.map(node => [node, node.querySelector("rect").getBoundingClientRect()]);
  const found = [];
  for (const [node, box] of boxes) {
    for (const text of node.querySelectorAll("text")) {
      const t = text.getBoundingClientRect();
      if (t.left < box.left - 1 || t.right > box.right + 1 || t.top < box.top - 1 || t.bottom > box.bottom + 1)
        found.push(`text of ${node.getAttribute("aria-label")}: ${text.textContent}`);
    }
    for (const [other, its] of boxes)
      if (node !== other && box.left < its.right - 1 && its.left < box.right - 1 && box.top < its.bottom - 1
          && its.top < box.bottom - 1) found.push(`${node.ariaLabel} lies over ${other.ariaLabel}`);
  }
  return found;
}"""
PLACES = """svg => Object.fromEntries([...svg.querySelectorAll("[data-ecs-node]")]
  .map(node => [node.dataset.ecsNode, node.style.transform]))"""


CONTRASTS = """svg => {
  const dot = document.createElement("canvas").getContext("2d", { willReadFrequently: true });
  const light = colour => {
    dot.fillStyle = colour;
    dot.fillRect(0, 0, 1, 1);
    const part = [...dot.getImageData(0, 0, 1, 1).data].slice(0, 3).map(v => v / 255)
      .map(v => v <= 0.04045 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4);
    return 0.2126 * part[0] + 0.7152 * part[1] + 0.0722 * part[2];
  };
  const backs = [getComputedStyle(svg).backgroundColor,
    ...[...svg.querySelectorAll(".ecs-map-frame rect")].slice(0, 1).map(rect => getComputedStyle(rect).fill)].map(light);
  const found = new Set();
  for (const text of svg.querySelectorAll("text, tspan")) {
    const ink = light(getComputedStyle(text).fill);
    for (const back of backs) {
      const ratio = (Math.max(ink, back) + 0.05) / (Math.min(ink, back) + 0.05);
      if (ratio < 4.5) found.add(`${text.className.baseVal} ${ratio.toFixed(2)}`);
    }
  }
  return [...found];
}"""


def finds(page: Page, axe: Path) -> list[dict[str, Any]]:
    """What axe-core finds. It cannot see what lies behind the text of a picture: that contrast is measured by CONTRASTS."""
    found = axe_finds(page, axe)
    for one in found:
        svg = ("<text", "<tspan") if one["rule"] == "color-contrast" else ()
        one["where"] = [where for where in one["where"] if not where.startswith(tuple(svg))]
    return [one for one in found if one["where"]]


@pytest.fixture
def world(tmp_path: Path) -> Iterator[Home]:
    """Three services behind a load balancer, in a sandbox of the test's own."""
    home = Home(tmp_path / "world")
    client = sandbox_clients(process.up(home).endpoint, "us-east-1")
    made: Site = site(client)
    made.balancer()
    for name in NAMES:
        for version in (1, 2):
            made.register(f"wanderly/api:{version}", family=name)
        behind: dict[str, Any] = {} if name == "api" else {"loadBalancers": []}
        made.create(serviceName=name, taskDefinition=f"{name}:{2 if name == 'api' else 1}", desiredCount=3, **behind)
    described = {"cluster": CLUSTER, "services": list(NAMES)}
    until(lambda: all(s["runningCount"] == 3 for s in client("ecs").describe_services(**described)["services"]), 60)
    yield home
    process.down(home)


@pytest.fixture
def opened(
    world: Home, notebook: Notebook, page: Page, lab: str, lab_root: Path, request: pytest.FixtureRequest
) -> Locator:
    """The map on a small screen."""
    page.set_viewport_size({"width": 1280, "height": 720})
    name = f"{request.node.name}.ipynb"
    write_notebook(lab_root / name, [CELL.format(root=str(world.root))])
    notebook.open(lab, name)
    notebook.run_all()
    output = notebook.output(0)
    expect(output.locator("[data-ecs-map]")).to_be_visible()
    return output


def test_a_roll_is_watched(opened: Locator, world: Home, notebook: Notebook, page: Page, axe: Path) -> None:
    picture = opened.locator("[data-ecs-map]")
    expect(picture.locator(".ecs-map-is-task")).to_have_count(9)
    notebook.picture(opened, "map-light")
    assert picture.evaluate(OVERLAPS) == []
    places = picture.evaluate(PLACES)
    ecs = sandbox_clients(process.up(world).endpoint, "us-east-1")("ecs")
    for name in ("api", "web"):
        ecs.update_service(cluster=CLUSTER, service=name, taskDefinition=f"{name}:{1 if name == 'api' else 2}")
    said = set()
    for looks in range(150):
        assert picture.evaluate(OVERLAPS) == []
        now = picture.evaluate(PLACES)
        assert {id: place for id, place in now.items() if places.get(id, place) != place} == {}
        places |= now
        said.add(opened.get_by_role("status").inner_text())
        if looks == 6:
            notebook.picture(opened, "map-roll-light")
        if len(picture.locator(".ecs-map-is-service.ecs-mood-good").all()) == 3 and looks > 20:
            break
        page.wait_for_timeout(200)
    assert any("api: deploying" in each for each in said), said
    expect(opened.get_by_role("button", name="Service api: ✔ steady")).to_be_visible(timeout=30_000)
    page.set_viewport_size({"width": 1280, "height": 1200})  # what lies behind JupyterLab's bars, axe cannot judge
    assert finds(page, axe) == []
    assert picture.evaluate(CONTRASTS) == []
    notebook.theme("JupyterLab Dark")
    notebook.picture(opened, "map-dark")
    assert finds(page, axe) == []
    assert picture.evaluate(CONTRASTS) == []


def test_facts_by_mouse_and_keyboard(opened: Locator, world: Home, notebook: Notebook, page: Page) -> None:
    facts = opened.locator("[data-ecs-shown]")
    expect(facts).to_contain_text("Point at something")
    opened.get_by_role("button", name="Target group api").hover()
    expect(facts).to_contain_text("Target group api: ✔ healthy")
    expect(facts).to_contain_text("HTTP /healthz")
    opened.get_by_role("button", name="Fill the screen").hover()
    expect(facts).to_contain_text("Point at something")

    # Tab leads to the map once, arrows walk on it, Enter keeps, Escape lets go
    opened.get_by_role("button", name="Fill the screen").focus()
    page.keyboard.press("Tab")
    expect(opened.locator("[data-ecs-node]:focus")).to_have_attribute("aria-label", "Client client: ○ sends")
    for _ in range(3):
        page.keyboard.press("ArrowRight")
    focused = opened.locator("[data-ecs-node]:focus")
    expect(focused).to_have_count(1)
    page.keyboard.press("End")
    expect(facts).to_contain_text("Role execution: ✔ there")
    expect(opened.locator(".ecs-map-uses.ecs-lit")).to_have_count(3)
    page.keyboard.press("Enter")
    expect(focused).to_have_attribute("aria-pressed", "true")
    opened.get_by_role("button", name="Target group api").hover()
    expect(facts).to_contain_text("Target group api")
    opened.get_by_role("button", name="Refresh").hover()
    expect(facts).to_contain_text("Role execution")  # what was kept comes back
    focused.focus()
    task = opened.locator(".ecs-map-is-task").first
    task.focus()
    name = task.get_attribute("aria-label")

    # the world changes: the focus stays where it is, and the facts are new
    client = sandbox_clients(process.up(world).endpoint, "us-east-1")
    managed = "arn:aws:iam::aws:policy/service-role/AmazonECSTaskExecutionRolePolicy"
    client("iam").detach_role_policy(RoleName="execution", PolicyArn=managed)
    client("iam").delete_role(RoleName="execution")
    expect(opened.get_by_role("button", name="Role execution: ✘ missing")).to_be_attached(timeout=20_000)
    assert page.evaluate("document.activeElement.getAttribute('aria-label')") == name
    page.keyboard.press("Escape")
    expect(opened.locator('[aria-pressed="true"]')).to_have_count(0)

    # the outline is there for whoever reads
    opened.get_by_text("The same as text").click()
    expect(opened.locator(".ecs-map-outline pre")).to_contain_text(
        "service api: ✔ steady (3 running · 0 pending · 3 desired)"
    )

    opened.get_by_role("button", name="Fill the screen").press("Enter")
    page.wait_for_function("document.fullscreenElement !== null")
    page.screenshot(path=notebook.artifacts / "map-full.png")
    box = opened.locator("[data-ecs-map]").bounding_box()
    assert box is not None
    assert box["y"] + box["height"] <= 720
    page.keyboard.press("Escape")


def test_the_watch_ends_with_its_output(opened: Locator, notebook: Notebook, page: Page, world: Home) -> None:
    page.locator(".jp-CodeCell").first.click()
    page.locator(".jp-Notebook").first.press("Escape")
    notebook._menu("Edit", "Clear Cell Output")
    expect(opened).to_have_count(0)
    page.locator(".jp-CodeCell .cm-content").first.fill("m.watch.on")
    notebook.run_all()
    expect(page.locator(".jp-OutputArea-output").first).to_have_text("False")
