"""One file for each group of question kinds: an answer of that kind held against its question."""
