"""The story in two acts: a promise is missed, with what follows; a request is handled in time, to the end."""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from servicedesk.demo.story.visitor import ApiClient, StoryError, Visitor, first_match, wait_for

# The demo letter promises contact within six seconds for this product.
PRODUCT = "DEMO-STOPWATCH"
CUSTOMER = "story@customer.example"
PATIENCE_SECONDS = 40
FIRINGS = {"promise_warned", "promise_missed", "escalated", "limit_passed"}
SUMMARY = {
    "cause": "The button was stuck.",
    "solution": "The red button was pressed.",
    "prevention": "The button is cleaned once a month.",
}
CONTACT = {
    "channel": "call",
    "direction": "out",
    "outcome": "spoke",
    "need_confirmed": "on",
    "priority_confirmed": "on",
    "text": "Spoke with the customer.",
}

Say = Callable[[str], object]


@dataclass(slots=True)
class Stage:
    """Everybody who takes part, and how to tell what they do."""

    customer: Visitor
    agent: Visitor
    lead: Visitor
    api: ApiClient
    say: Say
    lags: list[int] = field(default_factory=list)

    def ask_for_service(self, problem: str) -> tuple[str, str]:
        """Fill in the form; answers the ticket's number and the path of its tracking page."""
        self.customer.get("/")
        response = self.customer.post(
            "/",
            problem=problem,
            product=PRODUCT,
            kind="technical_support",
            impact="stopped",
            name="Story Teller",
            email=CUSTOMER,
            altcha=self.customer.solve_puzzle(),
        )
        number = first_match(r"(SR-\d\d-[0-9A-Z]+)", response.text, "the ticket's number")
        token = first_match(r"/received/([^/]+)/", response.url, "the receipt")
        self.say(f"The customer sent the form: {number}.")
        return number, f"/track/{token}/"

    def take_step(self, number: str, step: str, **fields: str) -> None:
        """The agent presses a button on the ticket's page."""
        self.agent.get(f"/desk/tickets/{number}/")
        self.agent.post(f"/desk/tickets/{number}/steps/{step}/", **fields)

    def wait_for_entry(self, number: str, code: str, **facts: Any) -> dict[str, Any]:
        """The entry of the service log with this code and these facts, once it is there."""

        def look() -> dict[str, Any] | None:
            for entry in self.api.log(number):
                if entry["entry"] == code and facts.items() <= entry["payload"].items():
                    return entry
            return None

        found: dict[str, Any] = wait_for(f"“{code}” in the log of {number}", look, seconds=PATIENCE_SECONDS)
        return found

    def wait_for_mail(self, number: str, to: str) -> None:
        """A mail about the ticket to this address, in the catcher."""
        wait_for(
            f"a mail about {number} to {to}", lambda: self._has_mail(number, to), seconds=PATIENCE_SECONDS
        )
        self.say(f"A mail about {number} reached {to}.")

    def _has_mail(self, number: str, to: str) -> bool:
        rows = self.customer.get("/mail/").split("<tr")
        return any(number in row and to in row for row in rows)


def miss_a_promise(stage: Stage, lead_email: str) -> str:
    """Nobody calls; the miss is noticed, staff and customer are told. Answers the ticket's number."""
    number, _tracking = stage.ask_for_service("The stopwatch runs and nobody calls.")
    missed = stage.wait_for_entry(number, "promise_missed", metric="contact")
    stage.say(f"Contact was missed, and recorded: breach {missed['payload']['breach']}.")
    stage.wait_for_mail(number, lead_email)
    stage.wait_for_mail(number, CUSTOMER)
    if number not in stage.lead.get("/desk/alerts/"):
        raise StoryError("The lead's page shows no notice of the miss.")
    stage.say("The lead's page shows the escalation.")
    return number


def keep_a_promise(stage: Stage) -> str:
    """Called, solved and confirmed in time. Answers the ticket's number."""
    number, tracking = stage.ask_for_service("The stopwatch runs and somebody calls.")
    stage.take_step(number, "call", **CONTACT)
    met = stage.wait_for_entry(number, "promise_met", metric="contact")
    if met["payload"]["late_seconds"]:
        raise StoryError("The call came at once, and still contact is late.")
    stage.say("The agent called in time: contact is met.")
    stage.take_step(number, "solution", text="Press the red button.")
    stage.wait_for_entry(number, "promise_met", metric="initial_fix")
    stage.say("The first solution was accepted by the mail server: the promise is met.")
    stage.take_step(number, "resolve", text="It stands still now. Please check.", **SUMMARY)
    stage.wait_for_entry(number, "message_accepted", kind="resolved")
    stage.customer.get(tracking)
    stage.customer.post(f"{tracking}solved/", solved="yes", score="5", comment="Thank you.")
    stage.wait_for_entry(number, "closed", cause="confirmed")
    stage.say("The customer confirmed on the tracking page: the request is closed.")
    return number


def timeline(stage: Stage, number: str) -> list[str]:
    """The service log in lines, each firing with how long after its due instant it was noticed."""
    return [_line(entry, stage.lags) for entry in stage.api.log(number)]


def _line(entry: dict[str, Any], lags: list[int]) -> str:
    code, metric = entry["entry"], entry["payload"].get("metric", "")
    line = f"  {entry['number']:>3}  {entry['happened_at'][11:19]}  {code:<18}{metric}"
    if code not in FIRINGS:
        return line.rstrip()
    was_due, was_noticed = (datetime.fromisoformat(entry[field]) for field in ("happened_at", "recorded_at"))
    lags.append(int((was_noticed - was_due).total_seconds()))
    return f"{line:<48} noticed {lags[-1]} s after it was due"
