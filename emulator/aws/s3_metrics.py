"""Filters of a bucket's request metrics, which moto lacks.

https://docs.aws.amazon.com/AmazonS3/latest/API/API_PutBucketMetricsConfiguration.html
"""

from typing import Any
from weakref import WeakKeyDictionary

from moto.s3.models import FakeBucket
from moto.s3.responses import S3Response

from emulator.aws.moto_patches import wrap

Answer = tuple[int, dict[str, str], str]
_filters: WeakKeyDictionary[FakeBucket, dict[str, str]] = WeakKeyDictionary()
_MISSING = (
    '<?xml version="1.0" encoding="UTF-8"?><Error><Code>NoSuchConfiguration</Code>'
    "<Message>The specified configuration does not exist.</Message></Error>"
)


@wrap(S3Response, "_bucket_response_put")
def put(original: Any, self: S3Response, request: Any, bucket_name: str, querystring: dict[str, Any]) -> Any:
    if "metrics" not in querystring:
        return original(self, request, bucket_name, querystring)
    text = self.body.decode() if isinstance(self.body, bytes) else self.body
    _filters_of(self, bucket_name)[querystring["id"][0]] = text
    return 200, {}, ""


@wrap(S3Response, "_bucket_response_get")
def get(original: Any, self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    if "metrics" not in querystring:
        return original(self, bucket_name, querystring)
    found = _filters_of(self, bucket_name).get(querystring["id"][0])
    return _answer(found)


@wrap(S3Response, "_bucket_response_delete")
def delete(original: Any, self: S3Response, bucket_name: str, querystring: dict[str, Any]) -> Any:
    if "metrics" not in querystring:
        return original(self, bucket_name, querystring)
    removed = _filters_of(self, bucket_name).pop(querystring["id"][0], None)
    return _answer(removed) if removed is None else (204, {}, "")


def _answer(configuration: str | None) -> Answer:
    headers = {"Content-Type": "application/xml"}
    return (404, headers, _MISSING) if configuration is None else (200, headers, configuration)


def _filters_of(response: S3Response, bucket_name: str) -> dict[str, str]:
    return _filters.setdefault(response.backend.get_bucket(bucket_name), {})
