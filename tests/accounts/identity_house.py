"""A small real OpenID Connect provider on a port of its own: discovery, codes with PKCE, signed tokens.

It stands in for a company's identity provider, which cannot be had in a test; what it checks, it checks.
"""

import base64
import hashlib
import json
import time
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Thread
from typing import Any
from urllib.parse import parse_qs, urlencode, urlsplit

import jwt
from cryptography.hazmat.primitives.asymmetric import rsa

CLIENT, SECRET, CODE, TOKEN = "desk", "a-secret-of-the-client", "one-time-code", "access-token"


@dataclass
class House:
    """`claims`: what it says of whoever signs in; `refusals`: what was wrong with the desk's requests."""

    claims: dict[str, Any]
    address: str = ""
    key: Any = field(default_factory=lambda: rsa.generate_private_key(public_exponent=65537, key_size=2048))
    asked: dict[str, str] = field(default_factory=dict)
    refusals: list[str] = field(default_factory=list)

    def discovery(self) -> dict[str, Any]:
        names = {"authorization_endpoint": "authorize", "token_endpoint": "token", "jwks_uri": "keys"}
        ends = {name: f"{self.address}/{path}" for name, path in names.items()}
        return {"issuer": self.address, "userinfo_endpoint": f"{self.address}/me", **ends}

    def keys(self) -> dict[str, Any]:
        key = json.loads(jwt.algorithms.RSAAlgorithm.to_jwk(self.key.public_key()))
        return {"keys": [key | {"kid": "1", "alg": "RS256", "use": "sig"}]}

    def authorize(self, query: dict[str, str]) -> str:
        """Everybody is signed in here already: back to the desk with a code."""
        self.asked = query
        return f"{query['redirect_uri']}?{urlencode({'code': CODE, 'state': query['state']})}"

    def exchange(self, form: dict[str, str]) -> dict[str, Any] | None:
        digest = hashlib.sha256(form.get("code_verifier", "").encode()).digest()
        challenge = base64.urlsafe_b64encode(digest).rstrip(b"=").decode()
        wanted = {
            "code": form.get("code") == CODE,
            "client": (form.get("client_id"), form.get("client_secret")) == (CLIENT, SECRET),
            "redirect": form.get("redirect_uri") == self.asked.get("redirect_uri"),
            "pkce": challenge == self.asked.get("code_challenge"),
        }
        self.refusals += [name for name, holds in wanted.items() if not holds]
        if self.refusals:
            return None
        now = int(time.time())
        facts = self.claims | {"iss": self.address, "aud": CLIENT, "iat": now, "exp": now + 300}
        signed = jwt.encode(facts, self.key, algorithm="RS256", headers={"kid": "1"})
        return {"access_token": TOKEN, "token_type": "Bearer", "expires_in": 300, "id_token": signed}


def serve(house: House) -> ThreadingHTTPServer:
    """Let it answer on a free port until the server is shut down."""

    class Door(BaseHTTPRequestHandler):
        def log_message(self, *_args: object) -> None:
            """Quiet."""

        def do_GET(self) -> None:
            place = urlsplit(self.path)
            query = {name: values[0] for name, values in parse_qs(place.query).items()}
            if place.path == "/authorize":
                self.send_response(302)
                self.send_header("Location", house.authorize(query))
                self.end_headers()
                return
            is_known = self.headers.get("Authorization") == f"Bearer {TOKEN}"
            answers = {
                "/.well-known/openid-configuration": house.discovery,
                "/keys": house.keys,
                "/me": lambda: house.claims if is_known else None,
            }
            self._answer(answers[place.path]())  # type: ignore[no-untyped-call]  # a table of calls

        def do_POST(self) -> None:
            body = self.rfile.read(int(self.headers["Content-Length"])).decode()
            self._answer(house.exchange({name: values[0] for name, values in parse_qs(body).items()}))

        def _answer(self, content: Any) -> None:
            raw = json.dumps(content or {"error": "invalid_grant"}).encode()
            self.send_response(200 if content else 400)
            self.send_header("Content-Type", "application/json")
            self.send_header("Content-Length", str(len(raw)))
            self.end_headers()
            self.wfile.write(raw)

    server = ThreadingHTTPServer(("127.0.0.1", 0), Door)
    house.address = f"http://127.0.0.1:{server.server_port}"
    Thread(target=server.serve_forever, daemon=True).start()
    return server
