"""What moto does again and again, done once. Nothing here changes an answer; tests compare with plain moto.

`before_import` must run before the first service of moto is imported, `after_import` once ECS and EC2 are.
"""

from __future__ import annotations

import functools
import importlib
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import boto3
import moto.backends
from moto.core import base_backend
from moto.core.loaders import create_loader

# Modules whose names are replaced, as Any: mypy rightly forbids what this file is for.
core_utils: Any = importlib.import_module("moto.core.utils")
responses: Any = importlib.import_module("moto.core.responses")
utilities: Any = importlib.import_module("moto.utilities.utils")

# The endpoint prefix is all that a region look-up takes from a service's model, and EC2's model alone costs a
# tenth of a second: these are known beforehand (a test compares them with botocore's own answer).
ENDPOINT_PREFIXES = {
    "application-autoscaling": "application-autoscaling",
    "autoscaling": "autoscaling",
    "cloudwatch": "monitoring",
    "ec2": "ec2",
    "ecr": "api.ecr",
    "ecs": "ecs",
    "elbv2": "elasticloadbalancing",
    "events": "events",
    "kms": "kms",
    "logs": "logs",
    "secretsmanager": "secretsmanager",
    "servicediscovery": "servicediscovery",
    "ssm": "ssm",
}


class RegionSession:
    """Stands in for the boto3 sessions that moto makes only to ask which regions there are: one for all of them."""

    def __init__(self, loader: Any) -> None:
        self._real = boto3.Session()
        self._real._session.register_component("data_loader", loader)

    def __getattr__(self, name: str) -> Any:
        return getattr(self._real, name)

    @functools.cache  # noqa: B019 - there is one instance, for the life of the process
    def get_available_regions(self, service_name: str, partition_name: str = "aws") -> list[str]:
        """Region names of a service in a partition, as boto3 gives them."""
        prefix = ENDPOINT_PREFIXES.get(service_name)
        if prefix is None:
            found: list[str] = self._real.get_available_regions(service_name, partition_name=partition_name)
            return found
        resolver = self._real._session._get_internal_component("endpoint_resolver")
        names: list[str] = resolver.get_available_endpoints(prefix, partition_name, False)
        return names


class OffersOnDemand(dict[str, Any]):
    """EC2's instance type offerings of one kind, by region: read from moto's files when a region is asked for.

    Plain moto reads all 95 files at start-up, and keeps them: a tenth of a second and 20 MB that ECS never uses.
    """

    def __init__(self, kind: str, regions: list[str]) -> None:
        super().__init__(dict.fromkeys(regions))
        self._kind = kind

    def __getitem__(self, region: str) -> Any:
        offers = super().__getitem__(region)
        if offers is None:
            offers = utilities.load_resource(f"ec2/resources/instance_type_offerings/{self._kind}/{region}.json")
            for offer in offers:
                offer["LocationType"] = self._kind
            self[region] = offers
        return offers

    def get(self, region: str, default: Any = None) -> Any:
        """As dict.get."""
        return self[region] if region in self else default  # noqa: SIM401 - it is what get does


def before_import() -> None:
    """Share one model loader and one session; remember listings that moto makes on every request. Idempotent."""
    if getattr(core_utils.create_loader, "is_shared", False):
        return
    loader = create_loader()

    def shared_loader() -> Any:
        return loader

    shared_loader.is_shared = True  # type: ignore[attr-defined]
    core_utils.create_loader = shared_loader
    session = RegionSession(loader)
    modules = tuple(moto.backends.list_of_moto_modules())
    moto.backends.list_of_moto_modules = lambda: modules
    names_of = functools.cache(lambda cls: frozenset(core_utils.method_names_from_class(cls)))
    responses.method_names_from_class = names_of
    responses.camelcase_to_underscores = functools.lru_cache(4096)(core_utils.camelcase_to_underscores)
    account: Any = base_backend.AccountSpecificBackend
    account.get_session = classmethod(lambda cls: session)

    @functools.cache
    def regions(service_name: str) -> list[str]:
        partitions = session.get_available_partitions()
        return [r for p in partitions for r in session.get_available_regions(service_name, partition_name=p)]

    # plain moto remembers this per account, of which the sandbox has one for each test and each learner
    account._generate_regions = lambda self, name: regions(name)


@contextmanager
def light_import() -> Iterator[None]:
    """While moto's services are imported: one session for all, and no instance type offerings yet."""
    session = base_backend.AccountSpecificBackend.get_session()
    real_session, real_load = boto3.Session, utilities.load_resource

    def load(resource: str) -> Any:
        return [] if "instance_type_offerings" in resource else real_load(resource)

    boto3.Session = lambda *args, **kwargs: real_session(*args, **kwargs) if args or kwargs else session
    if "moto.ec2.models.instance_types" not in sys.modules:
        utilities.load_resource = load
    try:
        yield
    finally:
        boto3.Session = real_session
        utilities.load_resource = real_load


def after_import() -> None:
    """Put the offerings back, to be read on demand. Idempotent."""
    from moto.ec2.models.instance_types import INSTANCE_TYPE_OFFERINGS

    for kind, by_region in INSTANCE_TYPE_OFFERINGS.items():
        if not isinstance(by_region, OffersOnDemand) and not any(by_region.values()):
            INSTANCE_TYPE_OFFERINGS[kind] = OffersOnDemand(kind, list(by_region))
