"""Worlds of secrets, parameters, keys, environment files."""

from __future__ import annotations

import json

from course.simulator.starting.facts import Parameter
from tests.simulator.starting.around import ENV_FILE, KEY, PARAMETER, SECRET, customer_key, secrets
from tests.simulator.starting.changes import (
    ALL,
    GUIDE,
    NO_ASM,
    NO_SSM,
    ONLY_OTHERS,
    WORKS,
    Row,
    asks,
    both,
    but,
    denied,
    endpoints,
    foreign,
    grants,
    keyed,
    private,
    put,
    secret_with,
    with_file,
    with_parameter,
    with_secret,
)

ROWS: list[Row] = [
    # Secrets Manager
    ("a secret", with_secret, WORKS, GUIDE),
    ("a secret without its six characters", both(with_secret, asks(secrets=secrets(SECRET[:-7]))), WORKS, GUIDE),
    (
        "no right to the secret",
        asks(secrets=secrets(SECRET)),
        denied("secretsmanager:GetSecretValue", SECRET),
        "captures",
    ),
    (
        "a right to another secret",
        both(asks(secrets=secrets(SECRET)), grants("secretsmanager:GetSecretValue", resource=f"{SECRET[:-9]}x-*")),
        denied("secretsmanager:GetSecretValue", SECRET),
        "captures",
    ),
    (
        "no such secret",
        both(with_secret, lambda a: a.secrets.clear()),
        "Secrets Manager can't find the specified secret.",
        "captures",
    ),
    ("a deleted secret", both(with_secret, secret_with(deleted=True)), "marked for deletion", "captures"),
    (
        "a secret without a value",
        both(with_secret, secret_with(stages={})),
        "for staging label: AWSCURRENT",
        "captures",
    ),
    (
        "the stage AWSPREVIOUS",
        both(with_secret, asks(secrets=secrets(f"{SECRET}::AWSPREVIOUS:"))),
        "for staging label: AWSPREVIOUS",
        "captures",
    ),
    (
        "the stage AWSPREVIOUS, which is there",
        both(
            with_secret,
            asks(secrets=secrets(f"{SECRET}::AWSPREVIOUS:")),
            secret_with(stages={"AWSCURRENT": "b", "AWSPREVIOUS": "a"}),
        ),
        WORKS,
        GUIDE,
    ),
    (
        "a version that is not there",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:::v9"))),
        "for VersionId: v9",
        "paraphrased",
    ),
    ("a JSON key", both(with_secret, asks(secrets=secrets(f"{SECRET}:password::"))), WORKS, GUIDE),
    (
        "a JSON key that is not there",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:user::"))),
        "did not contain json key user",
        "captures",
    ),
    (
        "a JSON key of a secret that is no JSON",
        both(with_secret, asks(secrets=secrets(f"{SECRET}:user::")), secret_with()),
        "could not be decoded as JSON",
        "captures",
    ),
    (
        "a JSON key of a list",
        both(
            with_secret,
            asks(secrets=secrets(f"{SECRET}:user::")),
            secret_with(stages={"AWSCURRENT": json.dumps(["user"])}),
        ),
        "did not contain json key user",
        "captures",
    ),
    (
        "a key of one's own and kms:Decrypt",
        both(with_secret, keyed(), grants("kms:Decrypt", resource=KEY)),
        WORKS,
        GUIDE,
    ),
    ("a key of one's own without kms:Decrypt", both(with_secret, keyed()), "Access to KMS is not allowed", "captures"),
    (
        "a key whose policy names others",
        both(with_secret, keyed(ONLY_OTHERS), grants("kms:Decrypt")),
        "Access to KMS is not allowed",
        "KMS guide",
    ),
    (
        "a disabled key",
        both(with_secret, keyed(usable=False), grants("kms:Decrypt")),
        "Access to KMS is not allowed",
        "captures",
    ),
    ("a secret in a private subnet", both(private, foreign, with_secret), NO_ASM, "captures"),
    ("a secret without its endpoint", both(but("secretsmanager"), with_secret), NO_ASM, "captures"),
    ("a secret with its endpoint", both(endpoints(*ALL), with_secret), WORKS, GUIDE),
    (
        "registry credentials",
        both(asks(image="registry.acme.dev/web:1", registry_secret=SECRET), grants("secretsmanager:GetSecretValue")),
        WORKS,
        GUIDE,
    ),
    (
        "registry credentials without a right",
        asks(image="registry.acme.dev/web:1", registry_secret=SECRET),
        "unable to get registry auth from asm",
        "captures",
    ),
    # Parameter Store
    ("a parameter", with_parameter, WORKS, GUIDE),
    ("a parameter by its name", both(with_parameter, asks(secrets=secrets("/wanderly/api-key"))), WORKS, GUIDE),
    ("no right to the parameter", asks(secrets=secrets(PARAMETER)), denied("ssm:GetParameters", PARAMETER), "captures"),
    (
        "the right to ssm:GetParameter is another",
        both(asks(secrets=secrets(PARAMETER)), grants("ssm:GetParameter")),
        denied("ssm:GetParameters", PARAMETER),
        GUIDE,
    ),
    (
        "no such parameter",
        both(with_parameter, lambda a: a.parameters.clear()),
        "invalid ssm parameters: /wanderly/api-key",
        "captures",
    ),
    (
        "a parameter under a key of one's own",
        both(with_parameter, put("parameters", PARAMETER, Parameter(PARAMETER, True, customer_key()))),
        denied("kms:Decrypt", KEY),
        GUIDE,
    ),
    (
        "a plain parameter needs no key",
        both(with_parameter, put("parameters", PARAMETER, Parameter(PARAMETER, False, customer_key()))),
        WORKS,
        GUIDE,
    ),
    ("a parameter in a private subnet", both(private, foreign, with_parameter), NO_SSM, "captures"),
    ("a parameter without its endpoint", both(but("ssm"), with_parameter), NO_SSM, "captures"),
    # environment files
    ("an environment file", with_file, WORKS, GUIDE),
    ("no right to the environment file", asks(environment_files=(ENV_FILE,)), denied("s3:GetObject", ENV_FILE), GUIDE),
    ("no such environment file", both(with_file, lambda a: a.objects.clear()), "NoSuchKey", "paraphrased"),
]
