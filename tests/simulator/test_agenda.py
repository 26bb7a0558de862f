"""The agenda: everything at its time, in order, once; cancelled things never; the count of what hurries is right."""

from __future__ import annotations

from hypothesis import given
from hypothesis import strategies as st

from course.simulator.agenda import Agenda, Timer

entries = st.lists(st.tuples(st.integers(0, 50), st.booleans(), st.booleans()), max_size=30)


@given(entries, st.lists(st.integers(0, 60), max_size=5).map(sorted))
def test_things_happen_in_order_and_once(planned: list[tuple[int, bool, bool]], looks: list[int]) -> None:
    agenda, happened = Agenda(), []
    timers: list[tuple[Timer, bool]] = []
    for number, (due, hurries, cancelled) in enumerate(planned):
        timer = agenda.at(due, lambda n: happened.append((agenda.now_us, n)), number, hurries=hurries)
        timers.append((timer, cancelled))
    for timer, cancelled in timers:
        if cancelled:
            agenda.cancel(timer)
            agenda.cancel(timer)
    for look in [*looks, 100]:
        agenda.run_to(look)
        assert agenda.now_us == look
        left = [p for n, p in enumerate(planned) if not p[2] and p[0] > look]
        assert agenda.hurrying == sum(hurries for _, hurries, _ in left)
        assert agenda.next_us == min((due for due, _, _ in left), default=None)
    expected = sorted((due, number) for number, (due, _, cancelled) in enumerate(planned) if not cancelled)
    assert happened == expected


def test_what_is_entered_for_the_past_happens_next() -> None:
    agenda, happened = Agenda(10), []
    agenda.at(3, happened.append, "late")
    agenda.run_to(10)
    assert happened == ["late"]


def test_a_step_may_enter_another() -> None:
    agenda, happened = Agenda(), []

    def again(left: int) -> None:
        happened.append(agenda.now_us)
        if left:
            agenda.after(0.000_001, again, left - 1)

    agenda.at(1, again, 3)
    agenda.run_to(10)
    assert happened == [1, 2, 3, 4]
