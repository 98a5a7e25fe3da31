"""A picture pasted into a reply, or dropped on it, goes along with it."""

import pytest
from playwright.sync_api import expect

from tests.browser.desk.conftest import SignedIn
from tickets.models import Attachment, Ticket

# What the browser does when somebody pastes, or drops, a picture: the event carries the file.
BRING = """(box, [kind, name]) => {
  const bytes = Uint8Array.from(atob("iVBORw0KGgo="), (letter) => letter.charCodeAt(0));
  const carried = new DataTransfer();
  carried.items.add(new File([bytes], name, { type: "image/png" }));
  const how = { bubbles: true, cancelable: true };
  const event = kind === "paste"
    ? new ClipboardEvent("paste", { ...how, clipboardData: carried })
    : new DragEvent(kind, { ...how, dataTransfer: carried });
  return !box.dispatchEvent(event);
}"""


def test_files_arrive_both_ways_and_leave_with_the_reply(signed_in: SignedIn, ticket: Ticket) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    box = page.get_by_label("Reply to the customer")
    box.fill("See the pictures.")
    assert box.evaluate(BRING, ["paste", "pasted.png"])
    assert box.evaluate(BRING, ["dragover", "dropped.png"])
    expect(page.locator("#editor form.dropping")).to_have_count(1)
    assert box.evaluate(BRING, ["drop", "dropped.png"])
    expect(page.locator("#editor form.dropping")).to_have_count(0)
    expect(page.locator("#editor output")).to_have_text("pasted.png, dropped.png")
    page.get_by_role("button", name="Send reply").click()
    expect(page.locator("#timeline")).to_contain_text("dropped.png")
    assert set(Attachment.objects.values_list("name", flat=True)) == {"pasted.png", "dropped.png"}


@pytest.mark.parametrize("kind", ["paste", "drop"])
def test_words_are_pasted_as_ever(signed_in: SignedIn, ticket: Ticket, kind: str) -> None:
    page = signed_in(f"/desk/tickets/{ticket.number}/")
    box = page.get_by_label("Reply to the customer")
    plain = BRING.replace('carried.items.add(new File([bytes], name, { type: "image/png" }));', "")
    assert not box.evaluate(plain, [kind, ""])
    expect(page.locator("#editor output")).to_have_text("")
