"""`python -m course.cli`: the same program as `ecs-course`."""

from course.cli import main

main()
