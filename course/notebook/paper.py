"""The frame of a page that is a file of its own: nothing is fetched, no script runs, it prints well."""

from __future__ import annotations

from course.notebook.markup import STATIC, text


def paper(title: str, main: str, *, sheet: str) -> str:
    """One HTML file. `main` is HTML that is escaped already; `sheet` names its style sheet beside paper.css."""
    styles = "\n".join((STATIC / name).read_text("utf-8") for name in ("paper.css", sheet))
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<meta http-equiv="Content-Security-Policy" content="default-src 'none'; style-src 'unsafe-inline'">
<title>{text(title)}</title>
<style>
{styles}</style>
</head>
<body>
<main>
{main}
</main>
</body>
</html>
"""
