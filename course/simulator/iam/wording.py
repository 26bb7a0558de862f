"""How AWS says that something is not allowed. IAM user guide, "Troubleshoot access denied error messages"."""

from __future__ import annotations

from course.simulator.iam.evaluate import Decision, Request


def denial(request: Request, decision: Decision, *, show_resource: bool = True) -> str:
    """`User: … is not authorized to perform: … on resource: … because no identity-based policy allows the … action`."""
    who = f"User: {request.principal.arn} is not authorized to perform: {request.action}"
    where = f" on resource: {request.resource}" if show_resource and decision.by != "role trust" else ""
    return f"{who}{where} {_why(request, decision)}"


def _why(request: Request, decision: Decision) -> str:
    kind = f"{decision.by} policy" if decision.by != "permissions boundary" else "permissions boundary"
    if decision.explicit:
        article = "the" if decision.by == "role trust" else "an" if kind[0] in "aeiou" else "a"
        return f"with an explicit deny in {article} {kind}"
    return f"because no {kind} allows the {request.action} action"
