"""Make the course's environment in .venv from the lock: `python bootstrap.py`. Standard library only; a second run ends at once.

What `make setup` calls. Uses uv where it is installed (quicker), pip otherwise; the result is the same.
"""

import hashlib
import os
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parent
VENV = ROOT / ".venv"
SCRIPTS = VENV / ("Scripts" if os.name == "nt" else "bin")
PYTHON = SCRIPTS / ("python.exe" if os.name == "nt" else "python")
STAMP = VENV / "set-up-from"
OLDEST = (3, 11)


def wanted():
    """What the environment depends on, as one line."""
    parts = [ROOT / "requirements.lock", ROOT / "course" / "notebook" / "static" / "overrides.json"]
    digest = hashlib.sha256(b"".join(path.read_bytes() for path in parts if path.is_file())).hexdigest()
    return f"1 {digest} {ROOT}"


def say(text):
    print(text, flush=True)


def stop(text):
    print(text, file=sys.stderr)
    sys.exit(3)


def interpreter():
    """A Python that is new enough: this one, or one with a version in its name."""
    if sys.version_info >= OLDEST:
        return sys.executable
    found = None
    for minor in range(20, OLDEST[1] - 1, -1):
        found = shutil.which(f"python3.{minor}")
        if found:
            break
    return found or stop(
        "The course needs Python 3.11 or newer; this is {}.{} and no newer one is on PATH.\n"
        "Install one (python.org, your package manager, or pyenv) and run this again.".format(*sys.version_info[:2])
    )


def make_environment(python):
    uv = shutil.which("uv")
    if VENV.exists():
        shutil.rmtree(VENV)
    if uv:
        run([uv, "venv", "--quiet", "--python", python, str(VENV)])
        pip = [uv, "pip", "install", "--quiet", "--python", str(PYTHON)]
        run([*pip, "--compile-bytecode", "--require-hashes", "-r", "requirements.lock"])
    else:
        if subprocess.run([python, "-c", "import ensurepip"], capture_output=True).returncode:
            stop(
                "This Python cannot make environments (its module ensurepip is missing).\n"
                "On Debian or Ubuntu: sudo apt install python3-venv - or install uv - and run this again."
            )
        run([python, "-m", "venv", str(VENV)])
        pip = [str(PYTHON), "-m", "pip", "install", "--quiet", "--disable-pip-version-check"]
        run([*pip, "--require-hashes", "-r", "requirements.lock"])
    run([*pip, "--no-deps", "--no-build-isolation", "-e", "."])
    # Start-up must not depend on whether this machine lets Python write byte-code.
    run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", "course", "checks"], check=False)
    if not uv:
        run([str(PYTHON), "-m", "compileall", "-q", "-j", "0", str(VENV / "lib")], check=False)


def install_lab_settings():
    """JupyterLab's settings for the course: widget state is saved, so that a reload shows what was there."""
    source = ROOT / "course" / "notebook" / "static" / "overrides.json"
    if source.is_file():
        target = VENV / "share" / "jupyter" / "lab" / "settings"
        target.mkdir(parents=True, exist_ok=True)
        shutil.copyfile(source, target / "overrides.json")


def run(command, check=True):
    environ = {
        name: value for name, value in os.environ.items() if name not in ("PYTHONDONTWRITEBYTECODE", "PYTHONPATH")
    }
    done = subprocess.run(command, cwd=ROOT, env=environ)
    if check and done.returncode:
        stop(
            f"Set-up stopped: `{' '.join(command[:4])} …` failed with status {done.returncode}; its words stand above."
        )


def main():
    if STAMP.is_file() and PYTHON.exists() and STAMP.read_text("utf-8") == wanted():
        return
    python = interpreter()
    say("Setting up the course's environment in .venv (once, about a minute) …")
    make_environment(python)
    install_lab_settings()
    STAMP.write_text(wanted(), "utf-8")
    say("The environment is ready.")


if __name__ == "__main__":
    main()
