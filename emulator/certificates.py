"""The certificate authority of an emulator: in memory; its keys are lost when the process ends."""

import ssl
from pathlib import Path

import trustme


class Authority:
    """A certificate authority; `pem` is its certificate."""

    def __init__(self) -> None:
        self._authority = trustme.CA(organization_name="W&B Server emulator")
        self.pem = self._authority.cert_pem.bytes().decode()

    def bundle(self) -> str:
        """This certificate authority and those that the machine trusts, so clients can reach both kinds of servers."""
        trusted = ssl.get_default_verify_paths().cafile
        return (Path(trusted).read_text() if trusted and Path(trusted).is_file() else "") + self.pem

    def server_context(self, *names: str) -> ssl.SSLContext:
        """TLS for a server with these host names or addresses; a client certificate of this authority is accepted."""
        context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
        self._authority.issue_cert(*names).configure_cert(context)
        self._authority.configure_trust(context)
        context.verify_mode = ssl.CERT_OPTIONAL
        return context

    def client_certificate(self, user: str, group: str) -> tuple[str, str]:
        """Certificate and key (PEM) with which a client is `user`, a member of `group`."""
        issued = self._authority.issue_cert(common_name=user, organization_name=group)
        chain = b"".join(part.bytes() for part in issued.cert_chain_pems)
        return chain.decode(), issued.private_key_pem.bytes().decode()
