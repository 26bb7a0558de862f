"""Pull-through cache rules of a registry: which upstream registry stands behind which prefix of repository names."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from moto.core.exceptions import ServiceException
from moto.core.responses import ActionResult

from course.sandbox.bridge.ecr_base import Answers, Records, refused
from course.sandbox.bridge.moment import now

# API reference, CreatePullThroughCacheRule: the URL of each upstream registry; Chainguard's from the user guide
UPSTREAMS: Mapping[str, re.Pattern[str]] = {
    name: re.compile(pattern)
    for name, pattern in {
        "ecr": r"\d{12}\.dkr\.ecr\.[a-z0-9-]+\.amazonaws\.com(\.cn)?",
        "ecr-public": r"public\.ecr\.aws",
        "docker-hub": r"registry-1\.docker\.io",
        "github-container-registry": r"ghcr\.io",
        "gitlab-container-registry": r"registry\.gitlab\.com",
        "k8s": r"registry\.k8s\.io",
        "azure-container-registry": r"[a-z0-9-]+\.azurecr\.io",
        "quay": r"quay\.io",
        "chainguard": r"cgr\.dev",
    }.items()
}
WITH_SECRET = frozenset(
    {"docker-hub", "github-container-registry", "gitlab-container-registry", "azure-container-registry", "chainguard"}
)
"""Upstream registries that require authentication: ECR user guide, "Creating a pull through cache rule"."""
SHOWN_AFTER = {
    "create": ("createdAt", "upstreamRegistryUrl", "upstreamRegistry", "upstreamRepositoryPrefix"),
    "update": ("updatedAt", "upstreamRepositoryPrefix"),
    "delete": ("createdAt", "upstreamRegistryUrl", "upstreamRepositoryPrefix"),
    "validate": ("upstreamRegistryUrl", "upstreamRepositoryPrefix"),
}
ALWAYS_SHOWN = ("ecrRepositoryPrefix", "registryId", "credentialArn", "customRoleArn")


class CacheRuleRecords(Records):
    """Pull-through cache rules."""

    def __init__(self, region_name: str, account_id: str) -> None:
        super().__init__(region_name, account_id)
        self.cache_rules: dict[str, dict[str, Any]] = {}
        """By prefix, in API names."""

    def make_cache_rule(self, asked: dict[str, Any]) -> dict[str, Any]:
        """A new rule. The upstream is told by its URL; one that is named besides must be the same."""
        prefix = asked["ecrRepositoryPrefix"].rstrip("/")
        upstream = _upstream(asked["upstreamRegistryUrl"], asked.get("upstreamRegistry"))
        if prefix in self.cache_rules:
            raise refused(
                "PullThroughCacheRuleAlreadyExistsException",
                "A pull through cache rule with these settings already exists for the private registry:"
                f" ecrRepositoryPrefix '{prefix}'.",
            )
        if upstream in WITH_SECRET and not asked.get("credentialArn"):
            # in the sense of the user guide, not in ECR's words
            raise refused("InvalidParameterException", f"The upstream registry {upstream} requires a credentialArn.")
        self.check_secret(asked.get("credentialArn"))
        moment = now()
        rule = {
            "ecrRepositoryPrefix": prefix,
            "registryId": self.account_id,
            "upstreamRegistryUrl": asked["upstreamRegistryUrl"],
            "upstreamRegistry": upstream,
            "upstreamRepositoryPrefix": asked.get("upstreamRepositoryPrefix") or "ROOT",
            "credentialArn": asked.get("credentialArn"),
            "customRoleArn": asked.get("customRoleArn"),
            "createdAt": moment,
            "updatedAt": moment,
        }
        self.cache_rules[prefix] = rule
        return rule

    def upstream_of(self, repository: str) -> dict[str, Any] | None:
        """The rule behind a repository's name: of the longest prefix; that of ROOT stands behind all other names."""
        fitting = [prefix for prefix in self.cache_rules if repository.startswith(f"{prefix}/")]
        found = max(fitting, key=len, default="ROOT")
        return self.cache_rules.get(found)

    def cache_rule(self, prefix: str) -> dict[str, Any]:
        """The rule of that prefix. PullThroughCacheRuleNotFoundException."""
        found = self.cache_rules.get(prefix.rstrip("/"))
        if found is None:
            raise refused(
                "PullThroughCacheRuleNotFoundException",
                "The pull through cache rule was not found. Specify a valid pull through cache rule and try again.",
            )
        return found

    def cache_rule_for(self, repository_name: str) -> dict[str, Any] | None:
        """The rule behind the name of a repository that is pulled from, the longest prefix first; None for none."""
        fitting = [rule for prefix, rule in self.cache_rules.items() if repository_name.startswith(f"{prefix}/")]
        fitting.sort(key=lambda rule: len(rule["ecrRepositoryPrefix"]), reverse=True)
        return next(iter(fitting), self.cache_rules.get("ROOT"))

    def check_secret(self, arn: str | None) -> None:
        """Nothing if the secret is there, in this account and region. SecretNotFoundException."""
        if arn is None:
            return
        from moto.secretsmanager.models import secretsmanager_backends  # late: most worlds never need it here

        _, _, _, region, account, *_ = [*arn.split(":"), "", "", ""]
        secrets = secretsmanager_backends[self.account_id][self.region_name].secrets
        if (account, region) != (self.account_id, self.region_name) or secrets.get(arn) is None:
            raise refused(
                "SecretNotFoundException",
                "The ARN of the secret specified in the pull through cache rule was not found. Update the pull through"
                " cache rule with a valid secret ARN and try again.",
            )


def _upstream(url: str, named: str | None) -> str:
    found = next((name for name, pattern in UPSTREAMS.items() if pattern.fullmatch(url)), None)
    if found is None or named not in (None, found):
        raise refused("UnsupportedUpstreamRegistryException", "The specified upstream registry isn't supported.")
    return found


class CacheRuleAnswers(Answers):
    """Operations on pull-through cache rules, none of which plain moto has."""

    def create_pull_through_cache_rule(self) -> ActionResult:
        """CreatePullThroughCacheRule."""
        return _shown(self.ecr_backend.make_cache_rule(self._asked()), "create")

    def describe_pull_through_cache_rules(self) -> ActionResult:
        """DescribePullThroughCacheRules: those of the prefixes, or all."""
        records, prefixes = self.ecr_backend, self._get_param("ecrRepositoryPrefixes")
        rules = [records.cache_rule(prefix) for prefix in prefixes] if prefixes else [*records.cache_rules.values()]
        return ActionResult(self._page("pullThroughCacheRules", rules))

    def update_pull_through_cache_rule(self) -> ActionResult:
        """UpdatePullThroughCacheRule: another secret or role."""
        rule = self._rule()
        given = {key: self._get_param(key) for key in ("credentialArn", "customRoleArn") if self._get_param(key)}
        self.ecr_backend.check_secret(given.get("credentialArn"))
        rule |= given | {"updatedAt": now()}
        return _shown(rule, "update")

    def delete_pull_through_cache_rule(self) -> ActionResult:
        """DeletePullThroughCacheRule."""
        rule = self._rule()
        del self.ecr_backend.cache_rules[rule["ecrRepositoryPrefix"]]
        return _shown(rule, "delete")

    def validate_pull_through_cache_rule(self) -> ActionResult:
        """ValidatePullThroughCacheRule: whether the secret is there. The sandbox asks no upstream registry."""
        rule = self._rule()
        try:
            self.ecr_backend.check_secret(rule["credentialArn"])
            return _shown(rule, "validate", isValid=True)
        except ServiceException as error:
            return _shown(rule, "validate", isValid=False, failure=error.message)

    def _rule(self) -> dict[str, Any]:
        found: dict[str, Any] = self.ecr_backend.cache_rule(self._get_param("ecrRepositoryPrefix"))
        return found


def _shown(rule: dict[str, Any], after: str, **more: Any) -> ActionResult:
    return ActionResult({key: rule[key] for key in (*ALWAYS_SHOWN, *SHOWN_AFTER[after])} | more)
