"""boto3 clients that talk to a sandbox."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import boto3
import pytest
from botocore.config import Config
from botocore.exceptions import ClientError


def client_of(endpoint: str, service: str, key: str, region: str = "us-east-1") -> Any:
    """A boto3 client that fails at once instead of retrying, so that a retried error is a failed test."""
    return boto3.client(
        service,
        endpoint_url=endpoint,
        region_name=region,
        aws_access_key_id=key,
        aws_secret_access_key="sandbox",
        config=Config(retries={"total_max_attempts": 1}),
    )


def refused(call: Callable[..., Any], **asked: Any) -> tuple[str, str]:
    """The code and the message with which a call is refused, by a 400."""
    with pytest.raises(ClientError) as caught:
        call(**asked)
    answer = caught.value.response
    assert answer["ResponseMetadata"]["HTTPStatusCode"] == 400
    return answer["Error"]["Code"], answer["Error"]["Message"]
