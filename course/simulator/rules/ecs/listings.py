"""Describe and list calls, and task protection: how much one call may ask for."""

from __future__ import annotations

from collections.abc import Iterator

from course.simulator.rules.ecs.pages import API
from course.simulator.rules.rule import PARAPHRASED, Asked, Book, Breach, at

book = Book("ecs")

PAGES_OF_100 = (
    "ListAttributes",
    "ListClusters",
    "ListContainerInstances",
    "ListServiceDeployments",
    "ListServices",
    "ListServicesByNamespace",
    "ListTaskDefinitionFamilies",
    "ListTaskDefinitions",
    "ListTasks",
)
PAGES_OF_10 = ("DescribeCapacityProviders", "ListAccountSettings")
LONGEST_PROTECTION = 2880  # minutes: API reference, UpdateTaskProtection


def _too_many(asked: Asked, member: str, most: int) -> Iterator[Breach]:
    count = len(asked.get(member) or ())
    if count > most:
        yield at(member, count=count)


@book.rule(
    "describe-tasks-many",
    "DescribeTasks",
    "GetTaskProtection",
    code="InvalidParameterException",
    says="Tasks can have at most 100 items.",
    wording=PARAPHRASED,
    page=f"{API}/API_DescribeTasks.html",
    fix="Ask for at most 100 tasks in one call.",
)
def describe_tasks_many(asked: Asked) -> Iterator[Breach]:
    """One call shows at most 100 tasks, and {count} are named."""
    yield from _too_many(asked, "tasks", 100)


@book.rule(
    "describe-services-many",
    "DescribeServices",
    code="InvalidParameterException",
    says="Services can have at most 10 items.",
    wording=PARAPHRASED,
    page=f"{API}/API_DescribeServices.html",
    fix="Ask for at most 10 services in one call.",
)
def describe_services_many(asked: Asked) -> Iterator[Breach]:
    """One call shows at most 10 services, and {count} are named."""
    yield from _too_many(asked, "services", 10)


@book.rule(
    "describe-clusters-many",
    "DescribeClusters",
    code="InvalidParameterException",
    says="Clusters can have at most 100 items.",
    wording=PARAPHRASED,
    page=f"{API}/API_DescribeClusters.html",
    fix="Ask for at most 100 clusters in one call.",
)
def describe_clusters_many(asked: Asked) -> Iterator[Breach]:
    """One call shows at most 100 clusters, and {count} are named."""
    yield from _too_many(asked, "clusters", 100)


@book.rule(
    "describe-providers-many",
    "DescribeCapacityProviders",
    code="InvalidParameterException",
    says="Capacity providers can have at most 100 items.",
    wording=PARAPHRASED,
    page=f"{API}/API_DescribeCapacityProviders.html",
    fix="Ask for at most 100 capacity providers in one call.",
)
def describe_providers_many(asked: Asked) -> Iterator[Breach]:
    """One call shows at most 100 capacity providers, and {count} are named."""
    yield from _too_many(asked, "capacityProviders", 100)


@book.rule(
    "page-size-100",
    *PAGES_OF_100,
    code="InvalidParameterException",
    says="maxResults must be between 1 and 100.",
    wording=PARAPHRASED,
    page=f"{API}/API_ListTasks.html",
    fix="Ask for pages of 1 to 100, and go on with nextToken.",
)
def page_size_100(asked: Asked) -> Iterator[Breach]:
    """A page has 1 to 100 results, and {size} are asked for."""
    size = asked.get("maxResults")
    if size is not None and not 1 <= size <= 100:
        yield at("maxResults", size=size)


@book.rule(
    "page-size-10",
    *PAGES_OF_10,
    code="InvalidParameterException",
    says="maxResults must be between 1 and 10.",
    wording=PARAPHRASED,
    page=f"{API}/API_DescribeCapacityProviders.html",
    fix="Ask for pages of 1 to 10, and go on with nextToken.",
)
def page_size_10(asked: Asked) -> Iterator[Breach]:
    """A page has 1 to 10 results, and {size} are asked for."""
    size = asked.get("maxResults")
    if size is not None and not 1 <= size <= 10:
        yield at("maxResults", size=size)


@book.rule(
    "started-by-alone",
    "ListTasks",
    code="InvalidParameterException",
    says="startedBy must be the only filter when it is used.",
    wording=PARAPHRASED,
    page=f"{API}/API_ListTasks.html",
    fix="Remove {other}, or startedBy.",
)
def started_by_alone(asked: Asked) -> Iterator[Breach]:
    """Tasks are looked for by startedBy alone, and {other} is given too."""
    for other in ("family", "serviceName", "containerInstance"):
        if asked.get("startedBy") and asked.get(other):
            yield at(other, other=other)


@book.rule(
    "protection-tasks-many",
    "UpdateTaskProtection",
    code="InvalidParameterException",
    says="Tasks can have at most 10 items.",
    wording=PARAPHRASED,
    page=f"{API}/API_UpdateTaskProtection.html",
    fix="Name at most 10 tasks in one call.",
)
def protection_tasks_many(asked: Asked) -> Iterator[Breach]:
    """One call protects at most 10 tasks, and {count} are named."""
    yield from _too_many(asked, "tasks", 10)


@book.rule(
    "protection-minutes",
    "UpdateTaskProtection",
    code="InvalidParameterException",
    says="expiresInMinutes must be between 1 and 2880.",
    wording=PARAPHRASED,
    page=f"{API}/API_UpdateTaskProtection.html",
    fix="Choose 1 to 2880 minutes, and protect again before they are over.",
)
def protection_minutes(asked: Asked) -> Iterator[Breach]:
    """A task is protected for 1 minute to 48 hours at a time, and {minutes} minutes are asked for."""
    minutes = asked.get("expiresInMinutes")
    if minutes is not None and not 1 <= minutes <= LONGEST_PROTECTION:
        yield at("expiresInMinutes", minutes=minutes)
