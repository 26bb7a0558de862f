"""A complete course of one tiny day, written into a folder: the engine's tests never lean on the real content."""

from __future__ import annotations

from pathlib import Path

from course.authoring.printing import print_notebook
from course.catalog.places import Places

STEM = "day01_tiny"
SOURCE = f"""---
jupytext:
  text_representation: {{extension: .md, format_name: myst}}
kernelspec: {{display_name: Python 3, language: python, name: python3}}
course:
  id: {STEM}
  day: 1
  title: Tiny
  minutes: 5
  goals: [make a cluster]
  topics: [core]
  checked: 2026-11-24
  sources: [{{title: ECS API, url: "https://docs.aws.amazon.com/AmazonECS/latest/APIReference/API_CreateCluster.html"}}]
---
# Tiny

{"A cluster is a name under which tasks run. " * 125}

```{{code-cell}} ipython3
print("hello")
```

```{{code-cell}} ipython3
:tags: [solution]
print("solved")
```

## Clusters

The end.
"""
CHECK = """
from course.checking.api import Finding, Look, criterion

@criterion(title="There is a cluster named tiny", points=2, see="aws ecs list-clusters", read="Clusters")
def cluster(look: Look) -> Finding:
    found = look.aws("ecs").describe_clusters(clusters=["tiny"])["clusters"]
    return Finding(bool(found), "a cluster named tiny", f"{len(found)} of them")

@criterion(title="double(x) is right", points=1, see="python -c 'import f'", read="Clusters")
def double(look: Look) -> Finding:
    (answer,) = look.calls("f.py", "double", [[2]])
    return Finding(answer.value == 4, "4", str(answer.value or answer.error))
"""
MAKE = "import boto3\nboto3.client('ecs').create_cluster(clusterName='{name}')\n"
QUESTION = """
[[question]]
id = "{id}"
kind = "single"
topic = "core"
level = "beginner"
days = [1]
ask = "Which?"
explain = "Because."
checked = 2026-11-24
sources = [{{ title = "Docs", url = "https://docs.aws.amazon.com/ecs/" }}]
criteria = ["day01_tiny/cluster"]
options = [
  {{ text = "A", right = true, why = "Yes." }},
  {{ text = "B", why = "No." }},
  {{ text = "C", why = "No." }},
]
"""


def write(root: Path) -> Places:
    """The tiny course below `root`; it has no problems."""
    places = Places(root)
    lab = places.lab(STEM)
    wrong = {
        "other_name": ("create.py", MAKE.format(name="tinny"), "cluster"),
        "adds": ("f.py", "def double(x): return x + 3\n", "double"),
    }
    files: dict[Path, str] = {
        places.plan: f'title = "T"\nversion = "1"\n[[weeks]]\ntitle = "W"\n'
        f'days = [{{ day = 1, id = "{STEM}", title = "Tiny", minutes = 5, status = "ready" }}]\n',
        places.source(STEM): SOURCE,
        places.print(STEM): print_notebook(SOURCE),
        places.check(STEM): CHECK,
        places.questions / "core.toml": "".join(QUESTION.format(id=f"core-{n}") for n in range(10)),
        lab
        / "lab.toml": f'id = "{STEM}"\ntitle = "T"\nminutes = 5\nruns_on = ["sandbox"]\napply = ["python", "create.py"]\n'
        'cost = "Nothing."\nclean_up = []\n',
        lab / "README.md": "Make a cluster named tiny.\n",
        lab / "design.md": "Goals.\n",
        lab / "hints.md": "".join(f"## {id}\n1. Look.\n2. Set.\n3. Do\n   it.\n" for id in ("cluster", "double")),
        lab / "setup.py": "print('ready')\n",
        lab / "starter" / "create.py": "# here\n",
        lab / "starter" / "f.py": "def double(x): ...\n",
        lab / "solution" / "create.py": MAKE.format(name="tiny"),
        lab / "solution" / "f.py": "def double(x): return 2 * x\n",
        lab / "mutants" / "uses_plus" / "f.py": "def double(x): return x + x\n",
        lab / "mutants" / "uses_plus" / "mutant.toml": 'says = "x + x"\nexpect = "pass"\n',
        lab / "mutants" / "shifts" / "f.py": "def double(x): return x << 1\n",
        lab / "mutants" / "shifts" / "mutant.toml": 'says = "a shift"\nexpect = "pass"\n',
    }
    for number in range(3):
        for name, (file, text, caught) in wrong.items():
            folder = lab / "mutants" / f"{name}_{number}"
            files[folder / file] = text
            files[folder / "mutant.toml"] = f'says = "{name}"\nexpect = "fail"\ncaught_by = ["{caught}"]\n'
    for path, text in files.items():
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return places
