"""A receiver that believes what the library named by the path accepts: /standardwebhooks, /svix, and /v1a with the public key alone. Prints its address."""

import base64
import os
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer

import standardwebhooks.webhooks
import svix.webhooks
from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

SHARED = os.environ["GARDA_PEER_SHARED"]
PUBLIC = Ed25519PublicKey.from_public_bytes(base64.b64decode(os.environ["GARDA_PEER_PUBLIC"].removeprefix("whpk_")))


def v1a(body: str, headers: dict[str, str]) -> None:
    signed = f"{headers['webhook-id']}.{headers['webhook-timestamp']}.{body}".encode()
    for one in headers["webhook-signature"].split(" "):
        if one.startswith("v1a,"):
            try:
                return PUBLIC.verify(base64.b64decode(one[4:]), signed)
            except InvalidSignature:
                pass
    raise ValueError("no matching signature")


BY = {
    "/standardwebhooks": lambda body, headers: standardwebhooks.webhooks.Webhook(SHARED).verify(body, headers),
    "/svix": lambda body, headers: svix.webhooks.Webhook(SHARED).verify(body, headers),
    "/v1a": v1a,
}


class Receiver(BaseHTTPRequestHandler):
    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"])).decode()
        try:
            BY[self.path](body, {name.lower(): value for name, value in self.headers.items()})
            status = 204
        except Exception:  # whatever is wrong, it is not believed
            status = 401
        self.send_response(status)
        self.end_headers()

    def log_message(self, *_) -> None:
        pass


server = ThreadingHTTPServer(("127.0.0.1", 0), Receiver)
print(f"http://127.0.0.1:{server.server_port}", flush=True)
server.serve_forever()
