"""The whole site by docker-compose: pages in a real browser, data from the database, and what happens when a part goes away."""

from __future__ import annotations

import json
import time
from collections.abc import Iterator

import pytest
from playwright.sync_api import Browser, Page, expect

from tests.engine.base_images import APP
from tests.site.compose import Site
from tests.site.containers import ask, docker, until
from tests.tools import npm_modules

SAMPLE = json.loads((APP / "backend" / "src" / "stores" / "sample-trips.json").read_text())
MOBILE_WIDTH = 390


@pytest.fixture
def look(browser: Browser, site: Site) -> Iterator[Page]:
    """A page of the site's in the browser; a script of ours that throws, or that the page's policy stops, fails the test."""
    page = browser.new_page(base_url=site.url(), viewport={"width": 1280, "height": 800}, reduced_motion="reduce")
    page.set_default_timeout(10_000)
    wrong: list[str] = []
    page.on("pageerror", lambda error: wrong.append(str(error)))
    page.on("console", lambda said: wrong.append(said.text) if "Content Security Policy" in said.text else None)
    yield page
    page.close()
    assert wrong == []


def in_database(site: Site, statement: str) -> str:
    """What the database answers to a statement."""
    [db] = site.containers("db")
    words = ["mysql", "--user=wanderly", "--batch", "--skip-column-names", "--default-character-set=utf8mb4"]
    return docker("exec", "--env", f"MYSQL_PWD={site.password}", db, *words, "wanderly", "--execute", statement)


def test_the_page_shows_what_the_database_holds(site: Site, look: Page) -> None:
    in_database(site, "UPDATE trips SET summary = 'Straight from the database: ÅÉ 日本' WHERE id = 1")
    look.goto("/")
    expect(look.get_by_role("heading", level=3)).to_have_count(len(SAMPLE))
    for trip in SAMPLE:
        expect(look.get_by_role("link", name=trip["title"])).to_be_visible()
    expect(look.get_by_text("Straight from the database: ÅÉ 日本")).to_be_visible()
    expect(look.get_by_test_id("store")).to_have_text("MySQL")
    [api] = site.containers("api")
    expect(look.get_by_test_id("served-by")).to_have_text(api[:12])


def test_compose_builds_what_it_runs(site: Site) -> None:
    """From the cache, so this shows that the folders, stages and arguments are right, and takes a second or two."""
    said = site.compose("build")
    assert said.count("Successfully built") == 3


def test_the_trips_are_the_same_with_and_without_a_database(site: Site) -> None:
    changing = {"seats_left", "summary"}  # by the other tests
    stored = ask(site.url("/api/trips")).json()
    without = [{key: value for key, value in trip.items() if key not in changing} for trip in SAMPLE]
    assert [{key: value for key, value in trip.items() if key not in changing} for trip in stored] == without


def test_search_filter_and_order(look: Page) -> None:
    look.goto("/")
    titles = look.get_by_role("heading", level=3)
    look.get_by_label("Where to?").fill("stars")
    expect(titles).to_have_text(["Sahara under the stars"])
    look.get_by_label("Where to?").fill("nowhere at all")
    look.get_by_role("button", name="Show every trip").click()
    look.get_by_role("button", name="Europe").click()
    look.get_by_label("Order").select_option("Lowest price")
    expect(titles).to_have_text(["Lisbon by tram", "Santorini, slowly", "Iceland's northern lights"])
    look.get_by_label("a person").fill("700")
    expect(look.get_by_role("status").first).to_have_text("1 trip")


def test_a_booking_is_written(site: Site, look: Page) -> None:
    before = ask(site.url("/api/trips/3")).json()["seats_left"]
    look.goto("/")
    look.get_by_role("link", name="Patagonia on foot").click()
    look.get_by_role("button", name="Book now").click()
    expect(look.get_by_text("This does not look like an email address.")).to_be_visible()
    expect(look.get_by_label("Your name")).to_be_focused()
    look.get_by_label("Your name").fill("Zoë Traveller")
    look.get_by_label("Email").fill("zoe@example.com")
    look.get_by_label("Travellers").fill("3")
    expect(look.get_by_text("$8,340")).to_be_visible()
    look.get_by_role("button", name="Book now").click()
    expect(look.get_by_role("heading", level=1)).to_have_text("Pack lightly, Zoë.")
    reference = look.locator(".reference").inner_text()
    look.reload()
    expect(look.locator(".reference")).to_have_text(reference)
    row = in_database(site, f"SELECT name, travellers, total_cents FROM bookings WHERE reference = '{reference}'")
    assert row.split("\t") == ["Zoë Traveller", "3", "834000"]
    assert ask(site.url("/api/trips/3")).json()["seats_left"] == before - 3


def test_the_last_place_is_sold_once(site: Site) -> None:
    in_database(site, "UPDATE trips SET seats_left = 2 WHERE id = 9")
    wanted = {"trip_id": 9, "name": "Ana", "email": "ana@example.com", "travellers": 2, "departs_on": "2099-01-01"}
    assert [ask(site.url("/api/bookings"), wanted).status for _ in range(3)] == [201, 409, 409]
    assert in_database(site, "SELECT COUNT(*) FROM bookings WHERE trip_id = 9") == "1"


def test_every_address_of_the_app_survives_a_reload_and_a_missing_file_is_missing(site: Site) -> None:
    page = ask(site.url("/"))
    assert ask(site.url("/trips/3")).text == page.text
    assert ask(site.url("/assets/index-gone.js")).status == 404
    assert page.headers["Cache-Control"] == "no-cache"
    script = page.text.split('src="')[1].split('"')[0]
    assert ask(site.url(script)).headers["Cache-Control"] == "max-age=31536000"


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_axe_finds_nothing(look: Page, scheme: str) -> None:
    axe = (npm_modules() / "axe-core" / "axe.min.js").read_text("utf-8")
    look.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]
    for path, ready in (("/", ".card h3"), ("/trips/5", ".booking"), ("/nowhere", ".lost")):
        look.goto(path)
        look.locator(ready).first.wait_for()
        look.evaluate(axe)
        found = look.evaluate("axe.run(document, {resultTypes: ['violations']})")
        assert [(rule["id"], [node["html"][:120] for node in rule["nodes"]]) for rule in found["violations"]] == []


def test_it_fits_a_phone_and_the_theme_can_be_changed(look: Page) -> None:
    look.set_viewport_size({"width": MOBILE_WIDTH, "height": 844})
    for path, ready in (("/", ".card h3"), ("/trips/5", ".booking")):
        look.goto(path)
        look.locator(ready).first.wait_for()
        assert look.evaluate("document.documentElement.scrollWidth") == MOBILE_WIDTH
    before = look.evaluate("getComputedStyle(document.body).backgroundColor")
    look.get_by_role("button", name="Dark colours").click()
    assert look.evaluate("getComputedStyle(document.body).backgroundColor") != before
    look.reload()
    look.locator(".booking").wait_for()
    expect(look.get_by_role("button", name="Dark colours")).to_have_attribute("aria-pressed", "true")


def test_the_job_that_brings_a_database_up_to_date_may_run_again(site: Site, images: dict[str, str]) -> None:
    before = in_database(site, "SELECT COUNT(*), SUM(seats_left) FROM trips")
    given = {"DB_HOST": "db", "DB_USER": "wanderly", "DB_PASSWORD": site.password}
    options = [part for key, value in given.items() for part in ("--env", f"{key}={value}")]
    said = docker("run", "--rm", "--network", f"{site.name}_back", *options, images["migrate"]).splitlines()
    assert (said[0], said[-1]) == ("applying 3 migrations", "done")
    assert in_database(site, "SELECT COUNT(*), SUM(seats_left) FROM trips") == before


def test_two_apis_share_the_work_and_a_new_one_is_found(site: Site, look: Page) -> None:
    """nginx asks the name server again: it needs no restart when the API's containers change."""
    [old] = site.containers("api")
    site.compose("up", "--detach", "--no-build", "--scale", "api=2")
    two = {container[:12] for container in site.containers("api")}
    seen: set[str] = set()

    def both() -> bool:
        seen.add(ask(site.url("/api/version")).json()["hostname"])
        return seen == two

    assert until(both, within_s=15)
    look.goto("/trips/1")
    look.get_by_role("button", name="Ask ten times").click()
    expect(look.get_by_role("button", name="Ask ten times")).to_be_enabled()
    assert sum(int(line.split(" × ")[0]) for line in look.locator(".tally span").all_inner_texts()) == 10
    docker("rm", "--force", old)
    [left] = site.containers("api")
    assert until(lambda: ask(site.url("/api/version")).headers.get("X-Served-By") == left[:12], within_s=15)
    time.sleep(5)  # by now nginx has asked the name server anew
    assert {ask(site.url("/api/healthz")).status for _ in range(20)} == {200}


def test_the_database_may_come_back_later(site: Site, look: Page) -> None:
    """The last test of this module: it takes the database away for a while."""
    [db] = site.containers("db")
    docker("stop", "--time", "5", db)
    assert until(lambda: ask(site.url("/api/readyz")).status == 503)
    assert ask(site.url("/api/healthz")).status == 200
    look.goto("/")
    expect(look.get_by_role("alert")).to_contain_text("the database does not answer")
    docker("start", db)
    assert until(lambda: ask(site.url("/api/readyz")).status == 200, within_s=30)
    look.get_by_role("button", name="Try again").click()
    expect(look.get_by_role("heading", level=3)).to_have_count(len(SAMPLE))
