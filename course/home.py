"""Where things lie: the checkout, and the learner's home with its fixed places."""

from __future__ import annotations

import os
from dataclasses import dataclass
from pathlib import Path

CHECKOUT = Path(__file__).resolve().parent.parent
"""The course's own files: notebooks/, labs/, checks/, course/."""


@dataclass(frozen=True)
class Home:
    """The learner's folder: copies in plain sight, the engine's own files below `.course/`."""

    root: Path

    @property
    def state(self) -> Path:
        """Everything the engine keeps; hidden, so that JupyterLab's file list shows only the learner's work."""
        return self.root / ".course"

    @property
    def sandbox(self) -> Path:
        """Port, process record, journal and log of the sandbox."""
        return self.state / "sandbox"

    @property
    def aws_config(self) -> Path:
        """The AWS config file of the learner's shells and kernels: never the one in ~/.aws."""
        return self.state / "aws" / "config"

    @property
    def aws_credentials(self) -> Path:
        """The AWS credentials file of the learner's shells and kernels: never the one in ~/.aws."""
        return self.state / "aws" / "credentials"

    @property
    def progress(self) -> Path:
        """The SQLite event log; its JSON-lines twin lies beside it."""
        return self.state / "progress.sqlite"

    @property
    def sittings(self) -> Path:
        """Drills, exams and interviews that were begun: one JSON file each."""
        return self.state / "sittings"

    @property
    def limits(self) -> Path:
        """How many questions a day the learner wants (limits.json)."""
        return self.state / "limits.json"

    @property
    def decks(self) -> Path:
        """The learner's own questions, in the bank's form: in plain sight, for they are work of theirs."""
        return self.root / "decks"

    @property
    def record_key(self) -> Path:
        """The private key that signs records of passed labs (Ed25519, PEM)."""
        return self.state / "record-key.pem"

    @property
    def world(self) -> Path:
        """Which AWS the learner works in (world.json)."""
        return self.state / "world.json"

    def day(self, stem: str) -> Path:
        """The folder of a day's copies: notebook and lab files."""
        return self.root / stem


def home() -> Home:
    """The learner's home: $ECS_COURSE_HOME, or workspace/ in the checkout."""
    chosen = os.environ.get("ECS_COURSE_HOME")
    return Home(Path(chosen).expanduser().absolute() if chosen else CHECKOUT / "workspace")
