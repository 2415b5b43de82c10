"""The bearer tokens of EKS: a presigned request for the caller's identity, which names the cluster in a signed header.

Source: https://github.com/kubernetes-sigs/aws-iam-authenticator#api-authorization-from-outside-a-cluster and
https://docs.aws.amazon.com/IAM/latest/UserGuide/reference_sigv-create-signed-request.html
"""

import base64
import binascii
import datetime
import hashlib
import hmac
from urllib.parse import parse_qsl, quote, urlsplit

PREFIX = "k8s-aws-v1."
_CLUSTER_HEADER = "x-k8s-aws-id"
_TIME_FORMAT = "%Y%m%dT%H%M%SZ"
# A token is valid for 15 minutes, whatever its request says.
_LIFETIME = datetime.timedelta(minutes=15)


class SignedToken:
    """A token: its access key, and whether it is signed for a cluster; raises ValueError if it is none."""

    def __init__(self, token: str) -> None:
        if not token.startswith(PREFIX):
            raise ValueError("not a token of EKS")
        text = token.removeprefix(PREFIX)
        try:
            self._url = urlsplit(base64.urlsafe_b64decode(text + "=" * (-len(text) % 4)).decode())
            self._query = dict(parse_qsl(self._url.query, keep_blank_values=True, strict_parsing=True))
            self.access_key, self._scope = self._query["X-Amz-Credential"].split("/", 1)
            self._signed_headers = self._query["X-Amz-SignedHeaders"].split(";")
            signed_at = datetime.datetime.strptime(self._query["X-Amz-Date"], _TIME_FORMAT)
        except (KeyError, UnicodeDecodeError, binascii.Error) as error:
            raise ValueError("not a presigned request") from error
        self._signed_at = signed_at.replace(tzinfo=datetime.UTC)

    def is_for(self, cluster: str, secret_key: str) -> bool:
        """Whether the token is valid now, and signed with this secret for this cluster."""
        age = datetime.datetime.now(datetime.UTC) - self._signed_at
        if self._query.get("Action") != "GetCallerIdentity" or _CLUSTER_HEADER not in self._signed_headers:
            return False
        if abs(age) > _LIFETIME:
            return False
        return hmac.compare_digest(self._signature(cluster, secret_key), self._query.get("X-Amz-Signature", ""))

    def _signature(self, cluster: str, secret_key: str) -> str:
        hashed = hashlib.sha256(self._canonical_request(cluster).encode()).hexdigest()
        to_sign = "\n".join(("AWS4-HMAC-SHA256", self._query["X-Amz-Date"], self._scope, hashed))
        key = f"AWS4{secret_key}".encode()
        for part in self._scope.split("/"):
            key = hmac.digest(key, part.encode(), "sha256")
        return hmac.digest(key, to_sign.encode(), "sha256").hex()

    def _canonical_request(self, cluster: str) -> str:
        headers = {"host": self._url.netloc, _CLUSTER_HEADER: cluster}
        query = sorted((quote(key, "~"), quote(value, "~")) for key, value in self._query.items())
        return "\n".join(
            (
                "GET",
                self._url.path or "/",
                "&".join(f"{key}={value}" for key, value in query if key != "X-Amz-Signature"),
                *(f"{name}:{headers.get(name, '')}" for name in self._signed_headers),
                "",
                ";".join(self._signed_headers),
                hashlib.sha256(b"").hexdigest(),
            )
        )
