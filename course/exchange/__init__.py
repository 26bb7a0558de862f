"""Questions on their way to other programs (Anki, Moodle, QTI, notebooks, spreadsheets) and, into a deck of one's own, back."""
