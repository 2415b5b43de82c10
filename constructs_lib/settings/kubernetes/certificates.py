"""Certificates in PEM form, read as OpenSSL reads them."""

from __future__ import annotations

import re

from ..fields.conversion import fail

_BEGIN = "-----BEGIN CERTIFICATE-----"
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_MARKER = re.compile(r"-----(?:BEGIN|END)")


def certificates(value: str) -> str:
    """One or more certificates. Messages do not show the text, because it may be a private key."""
    if "PRIVATE KEY" in value:
        fail("contains a private key, which must stay secret; write only the certificate")
    kinds = [match[1] for match in _BLOCK.finditer(value)]
    if not kinds or _MARKER.search(_BLOCK.sub("", value)):
        fail(f'is not a certificate in PEM format; write its text from "{_BEGIN}", preferably as a heredoc')
    for kind in kinds:
        if kind != "CERTIFICATE":
            fail(f'contains a "{kind}", but only certificates are allowed; write blocks that begin with "{_BEGIN}"')
    for number, match in enumerate(_BLOCK.finditer(value), start=1):
        if not _is_certificate(match[0]):
            which = "is" if len(kinds) == 1 else f"has {len(kinds)} certificates, of which number {number} is"
            fail(f"{which} damaged: OpenSSL cannot read it; copy the whole certificate")
    return value


def _is_certificate(block: str) -> bool:
    # Imported here: loading it takes longer than reading a file, and few files have a certificate.
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=block)
    except (ssl.SSLError, ValueError):
        return False
    return True
