"""Records the arguments that a service receives: no service returns a password."""

import urllib.error
import urllib.parse
import urllib.request
from http.server import BaseHTTPRequestHandler

from emulator.loopback import open_local
from tests.local_server import LocalServer

_PASSED_ON = ("Authorization", "Content-Type", "X-Amz-Date", "X-Amz-Security-Token")
_TIME_LIMIT_SECONDS = 120
_REFUSAL = (
    400,
    "text/xml",
    b"<ErrorResponse><Error><Type>Sender</Type><Code>InvalidParameterValue</Code>"
    b"<Message>Refused for a test</Message></Error><RequestId>0</RequestId></ErrorResponse>",
)


class Listener(LocalServer):
    """Passes requests of the query protocol (RDS, for one) on to `endpoint`; notes each value given for `parameter`.

    with Listener(endpoint, "MasterUserPassword") as listener:
        ...  # with AWS_ENDPOINT_URL_RDS=listener.url
        listener.heard[-1]
    """

    def __init__(self, endpoint: str, parameter: str) -> None:
        self.heard: list[str] = []
        self._refused: list[str] = []
        super().__init__(self._handler(endpoint, parameter))
        self.url = f"http://127.0.0.1:{self.port}"

    def refuse_next(self, action: str) -> None:
        """Answers the next request for `action` (such as `ModifyDBCluster`) with an error, in place of the service."""
        self._refused.append(action)

    def _handler(self, endpoint: str, parameter: str) -> type[BaseHTTPRequestHandler]:
        heard, refused = self.heard, self._refused

        class Handler(BaseHTTPRequestHandler):
            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                asked = urllib.parse.parse_qs(body.decode())
                heard.extend(asked.get(parameter, ()))
                headers = {name: self.headers[name] for name in _PASSED_ON if name in self.headers}
                if asked["Action"][0] in refused:
                    refused.remove(asked["Action"][0])
                    status, content, answer = _REFUSAL
                else:
                    status, content, answer = _ask(urllib.request.Request(endpoint + self.path, body, headers))
                self.send_response(status)
                self.send_header("Content-Type", content)
                self.send_header("Content-Length", str(len(answer)))
                self.end_headers()
                self.wfile.write(answer)

            def log_message(self, format: str, *arguments: object) -> None:
                """Writes nothing: the emulator has its own log."""

        return Handler


def _ask(request: urllib.request.Request) -> tuple[int, str, bytes]:
    try:
        with open_local(request, _TIME_LIMIT_SECONDS) as answer:
            return answer.status, answer.headers["Content-Type"], answer.read()
    except urllib.error.HTTPError as refusal:
        with refusal:
            return refusal.code, refusal.headers["Content-Type"], refusal.read()
