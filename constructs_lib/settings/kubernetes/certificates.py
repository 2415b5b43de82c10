"""Certificates in PEM form, read as OpenSSL reads them."""

from __future__ import annotations

import re

from ..fields.conversion import fail

_BEGIN = "-----BEGIN CERTIFICATE-----"
_BLOCK = re.compile(r"-----BEGIN ([A-Z0-9 ]+)-----.*?-----END \1-----", re.DOTALL)
_MARKER = re.compile(r"-----(?:BEGIN|END)")


def certificates(value: str) -> str:
    """One or more certificates. The text is in no message: it may be a private key."""
    if "PRIVATE KEY" in value:
        fail("holds a private key, which does not belong here and is to be kept secret; write the certificate alone")
    kinds = [match[1] for match in _BLOCK.finditer(value)]
    if not kinds or _MARKER.search(_BLOCK.sub("", value)):
        fail(f'is not a certificate in PEM form; write its text, from "{_BEGIN}" on, best as a heredoc')
    for kind in kinds:
        if kind != "CERTIFICATE":
            fail(f'holds a "{kind}" where certificates alone are expected; write blocks that begin with "{_BEGIN}"')
    for number, match in enumerate(_BLOCK.finditer(value), start=1):
        if not _is_certificate(match[0]):
            which = "is" if len(kinds) == 1 else f"holds {len(kinds)} certificates, of which number {number} is"
            fail(f"{which} damaged: OpenSSL cannot read what stands between its lines; copy the whole certificate")
    return value


def _is_certificate(block: str) -> bool:
    # Loading it takes longer than reading a file, and few files have a certificate.
    import ssl

    try:
        ssl.SSLContext(ssl.PROTOCOL_TLS_CLIENT).load_verify_locations(cadata=block)
    except (ssl.SSLError, ValueError):
        return False
    return True
