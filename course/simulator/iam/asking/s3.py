"""S3: buckets and objects, told by the path. Service authorization reference, "Amazon S3"."""

from __future__ import annotations

from course.simulator.iam.asking.need import Asked, Need

ACTIONS = {
    "ListBuckets": "ListAllMyBuckets",
    "HeadBucket": "ListBucket",
    "ListObjects": "ListBucket",
    "ListObjectsV2": "ListBucket",
    "ListObjectVersions": "ListBucketVersions",
    "ListMultipartUploads": "ListBucketMultipartUploads",
    "HeadObject": "GetObject",
    "CopyObject": "PutObject",
    "CreateMultipartUpload": "PutObject",
    "UploadPart": "PutObject",
    "UploadPartCopy": "PutObject",
    "CompleteMultipartUpload": "PutObject",
    "DeleteObjects": "DeleteObject",
    "GetBucketEncryption": "GetEncryptionConfiguration",
    "PutBucketEncryption": "PutEncryptionConfiguration",
    "GetBucketLifecycleConfiguration": "GetLifecycleConfiguration",
    "PutBucketLifecycleConfiguration": "PutLifecycleConfiguration",
    "GetPublicAccessBlock": "GetBucketPublicAccessBlock",
    "PutPublicAccessBlock": "PutBucketPublicAccessBlock",
}
"""Operation → action, where they differ."""


def needs(asked: Asked, path: str) -> list[Need]:
    """What a call of S3 needs; `path` is `/bucket/key`."""
    bucket, _, key = path.lstrip("/").partition("/")
    if asked.operation == "DeleteObjects":
        key = "*"
    where = "*" if not bucket else f"arn:aws:s3:::{bucket}/{key}" if key else f"arn:aws:s3:::{bucket}"
    return [Need(f"s3:{ACTIONS.get(asked.operation, asked.operation)}", (where,))]
