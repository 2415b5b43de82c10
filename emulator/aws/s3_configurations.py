"""Request metrics and replication of buckets: moto lacks the first, and of the second it drops arguments.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html and
https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketReplication.html
"""

from typing import Any
from weakref import WeakKeyDictionary

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from emulator.aws.moto_patches import wrap

# The query parameters of these configurations, and the error code of a missing one.
_MISSING = {"metrics": "NoSuchConfiguration", "replication": "ReplicationConfigurationNotFoundError"}
_XML = {"Content-Type": "application/xml"}
# The XML of each configuration, by its kind and, for metrics, its id.
_configurations: WeakKeyDictionary[FakeBucket, dict[tuple[str, str], str]] = WeakKeyDictionary()


@wrap(S3Response, "_bucket_response_put")
def put(original: Any, self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]) -> Any:
    key = _key(querystring)
    if key is None:
        return original(self, request, bucket_name, querystring)
    if key[0] == "replication":
        # moto refuses a replication without versioning.
        original(self, request, bucket_name, querystring)
    _of(self, bucket_name)[key] = self.body.decode() if isinstance(self.body, bytes) else self.body
    return 200, {}, ""


@wrap(S3Response, "_bucket_response_get")
def get(original: Any, self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    key = _key(querystring)
    if key is None:
        return original(self, bucket_name, querystring)
    found = _of(self, bucket_name).get(key)
    if found is None:
        error = f"<Error><Code>{_MISSING[key[0]]}</Code><Message>The configuration does not exist.</Message></Error>"
        return 404, _XML, f'<?xml version="1.0" encoding="UTF-8"?>{error}'
    return 200, _XML, found


@wrap(S3Response, "_bucket_response_delete")
def delete(original: Any, self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    key = _key(querystring)
    if key is None:
        return original(self, bucket_name, querystring)
    _of(self, bucket_name).pop(key, None)
    return 204, {}, ""


def _key(querystring: dict[str, Any]) -> tuple[str, str] | None:
    kind = next((kind for kind in _MISSING if kind in querystring), None)
    return (kind, querystring.get("id", [""])[0]) if kind else None


def _of(response: S3Response, bucket_name: str) -> dict[tuple[str, str], str]:
    return _configurations.setdefault(response.backend.get_bucket(bucket_name), {})
