"""Every number that the trainer's memory turns on, in one place, each with its reason."""

from __future__ import annotations

RETENTION = 0.9
"""The share of answers that shall still be known when a card comes due: the retention picture's aim, py-fsrs's own default."""
LEECH = 6
"""Lapses after which a card is a leech: it costs more than it gives and wants another approach (Anki's default is 8; our items
are questions, not words)."""
NEW_A_DAY = 20
"""New questions a day, unless the learner chooses another number (app.limits)."""
REVIEWS_A_DAY = 200
"""Reviews a day, likewise."""
PULLED = 5
"""Cards that one failed criterion pulls forward at most, beside those written for it."""
WEAK = 0.6
"""Share of a topic's cards known by now under which its new questions come first, and it is to be repeated."""
MASTERED = 0.8
"""Mastery from which a topic or day counts as known: nearly all of it met, and nine in ten of that held."""
ENOUGH = 10
"""Answers under which a share is shown, but nothing is concluded from it."""
LONGEST_S = 600
"""Seconds at which an answer's time is cut: nobody sits that long at one question."""
