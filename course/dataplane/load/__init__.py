"""The load driver: requests that arrive by a schedule, whatever the answers do, and what came of them. Knows no world."""
