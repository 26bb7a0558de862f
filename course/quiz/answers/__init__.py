"""Open answers: the learner's own words held against the points of a rubric, by rules that anybody can read."""
