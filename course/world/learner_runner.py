"""The program in the fresh process: loads the learner's file, calls the function, answers in JSON. No imports beyond Python."""

import contextlib
import importlib.util
import io
import json
import os
import sys


def load(path):
    """The learner's module, and a sentence where it cannot be loaded."""
    name = os.path.basename(path)
    sys.path.insert(0, os.path.dirname(path))
    sys.dont_write_bytecode = True
    spec = importlib.util.spec_from_file_location("learner", path)
    module = importlib.util.module_from_spec(spec)
    try:
        spec.loader.exec_module(module)
    except SyntaxError as error:
        return None, f"{os.path.basename(error.filename or name)} is not Python yet: line {error.lineno}: {error.msg}"
    except BaseException as error:
        return None, f"{name} stopped while it was loaded: {type(error).__name__}: {error}"
    return module, ""


def call(function, arguments):
    """One answer as a plain dict."""
    try:
        value = function(*arguments)
    except BaseException as error:
        return {"error": f"raised {type(error).__name__}: {error}"}
    try:
        return {"value": json.loads(json.dumps(value))}
    except (TypeError, ValueError):
        return {"error": f"returned {type(value).__name__}, which is not plain data (numbers, text, lists, dicts)"}


def main():
    request = json.load(sys.stdin)
    answers_to, sys.stdout = sys.stdout, io.StringIO()  # what the learner prints must not mix with the answers
    problem, answers = "", []
    with contextlib.redirect_stderr(io.StringIO()):
        module, problem = load(request["file"])
        function = getattr(module, request["function"], None)
        if not problem and not callable(function):
            problem = f"{os.path.basename(request['file'])} has no function {request['function']}"
        if not problem:
            answers = [call(function, arguments) for arguments in request["cases"]]
    json.dump({"problem": problem, "answers": answers}, answers_to)
    answers_to.flush()
    os._exit(0)  # a learner's thread or exit handler must not hold the answers back


main()
