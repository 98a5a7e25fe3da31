"""Somebody with a browser: keeps cookies, fills in forms, solves the form's puzzle, reads pages."""

import base64
import json
import re
from collections.abc import Callable, Mapping
from time import monotonic, sleep
from typing import Any

import altcha
import requests

TIMEOUT_SECONDS = 20
POLL_SECONDS = 0.25


class StoryError(Exception):
    """Something that should have happened did not; the message says what."""


def answer_to(puzzle: Mapping[str, Any]) -> str:
    """The form's puzzle with its solution, as its script sends it; raises StoryError when it has none."""
    solution = altcha.solve_challenge(
        puzzle["challenge"], puzzle["salt"], puzzle["algorithm"], puzzle.get("max_number", 1_000_000)
    )
    if solution is None:
        raise StoryError("The form's puzzle has no solution.")
    facts = {name: puzzle[name] for name in ("algorithm", "challenge", "salt", "signature")}
    return base64.b64encode(json.dumps(facts | {"number": solution.number}).encode()).decode()


class Visitor:
    """One person's browser against one address."""

    def __init__(self, base_url: str) -> None:
        self.base_url = base_url
        self.session = requests.Session()

    def get(self, path: str) -> str:
        """The page, or StoryError when it is none."""
        return self._page(self.session.get(self._url(path), timeout=TIMEOUT_SECONDS))

    def post(self, path: str, **fields: str) -> requests.Response:
        """Send a form as the page's own button would; answers where it led to."""
        token = self.session.cookies.get("csrftoken", default="")
        response = self.session.post(
            self._url(path),
            data={"csrfmiddlewaretoken": token, **fields},
            headers={"Referer": self._url(path)},
            timeout=TIMEOUT_SECONDS,
        )
        self._page(response)
        return response

    def solve_puzzle(self) -> str:
        """What the request form's script sends with it."""
        return answer_to(json.loads(self.get("/challenge/")))

    def sign_in(self, email: str, password: str) -> None:
        self.get("/accounts/login/")
        response = self.post("/accounts/login/", login=email, password=password)
        if "/desk/" not in response.url:
            raise StoryError(f"{email} could not sign in.")

    def _url(self, path: str) -> str:
        return path if path.startswith("http") else f"{self.base_url}{path}"

    def _page(self, response: requests.Response) -> str:
        if not response.ok:
            raise StoryError(f"{response.request.method} {response.url} answered {response.status_code}.")
        return response.text


class ApiClient:
    """Another system, with its token."""

    def __init__(self, base_url: str, token: str) -> None:
        self.base_url, self.headers = base_url, {"Authorization": f"Bearer {token}"}

    def get(self, path: str) -> Any:
        response = requests.get(
            f"{self.base_url}/api/v1/{path}", headers=self.headers, timeout=TIMEOUT_SECONDS
        )
        if not response.ok:
            raise StoryError(f"GET {response.url} answered {response.status_code}.")
        return response.json()

    def log(self, number: str) -> list[dict[str, Any]]:
        """The service log of a ticket, oldest first."""
        entries: list[dict[str, Any]] = self.get(f"tickets/{number}/log/")["results"]
        return entries


def wait_for(what: str, found: Callable[[], Any], *, seconds: float) -> Any:
    """What `found` gives once it gives something; raises StoryError after so many seconds."""
    give_up_at = monotonic() + seconds
    while monotonic() < give_up_at:
        if result := found():
            return result
        sleep(POLL_SECONDS)
    raise StoryError(f"Within {seconds:.0f} seconds there was not: {what}.")


def first_match(pattern: str, text: str, what: str) -> str:
    """The first group of `pattern` in `text`; raises StoryError naming `what`."""
    match = re.search(pattern, text)
    if match is None:
        raise StoryError(f"The page does not show {what}.")
    return match.group(1)
