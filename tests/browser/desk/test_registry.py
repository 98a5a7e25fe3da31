"""A table comes in, a caller is found, a label is printed and scanned: in a browser, in both languages."""

import re
from collections.abc import Callable
from datetime import date, datetime

import pytest
from django.utils import translation
from django.utils.translation import gettext as _
from playwright.sync_api import FilePayload, Page, expect

from accounts.labels import label_token
from accounts.models import Contract, Customer, Product, Purchase, User
from accounts.services.importing import check_table
from core.actors import Actor
from tests.browser.desk.conftest import OpenPage
from tests.conftest import PASSWORD
from tickets.models import Ticket

LOCALES = {"en": "en-GB", "zh-hans": "zh-CN"}
TABLE = """code,name,phone
K-1,Riverside Clinic,138 0013 8000
K-2,青岛海鲜,139 5551 2040
K-3,Nobody,
"""


@pytest.fixture
def sold(transactional_db: None, now: datetime) -> Purchase:
    """A heat pump that a clinic bought."""
    buyer = Customer.objects.create(name="Lakeside Hotel", code="K-9", phone="0571 8800 1200", created_at=now)
    product = Product.objects.create(code="KX-48", name="KX-48 heat pump", family="Heat pumps")
    return Purchase.objects.create(
        customer=buyer,
        product=product,
        serial="KX48-2211-0937",
        bought_on=date(2025, 3, 1),
        warranty_until=date(2100, 2, 28),
        place="8 Binhe Road",
    )


def sign_in(open_page: OpenPage, user: User, **options: str) -> Page:
    page = open_page("/accounts/login/?next=/desk/registry/purchases/", **options)
    page.locator("[name=login]").fill(user.email)
    page.locator("[name=password]").fill(PASSWORD)
    page.locator("main button[type=submit], main .btn.primary").first.click()
    page.wait_for_url("**/desk/registry/purchases/")
    return page


@pytest.mark.parametrize("language", ["en", "zh-hans"])
def test_from_the_table_to_the_ticket(
    language: str,
    open_page: OpenPage,
    lead: User,
    agent: User,
    sold: Purchase,
    shoot: Callable[[Page, str], None],
) -> None:
    page = sign_in(open_page, lead, language=LOCALES[language])
    with translation.override(language):
        # a table is checked, then brought in
        page.get_by_role("link", name=_("Import"), exact=True).click()
        page.get_by_label(_("Customers"), exact=True).check()
        file = FilePayload(name="customers.csv", mimeType="text/csv", buffer=TABLE.encode("gb18030"))
        page.get_by_label(_("CSV file")).set_input_files(file)
        page.get_by_role("button", name=_("Check the table")).click()
        expect(page.get_by_role("heading", name=_("What it would do"))).to_be_visible()
        shoot(page, f"registry-preview-{language}")
        page.get_by_role("button", name=_("Bring it in")).click()
        expect(page.get_by_role("heading", name=_("What was done"))).to_be_visible()
        with page.expect_download() as report:
            page.get_by_role("link", name=_("Download them as CSV")).click()
        assert "K-3,Nobody" in report.value.path().read_text(encoding="utf-8-sig")

        # the caller is found while typing, by a phone number without its spaces
        page.goto("/desk/new/")
        page.get_by_label(_("What happened, in the customer's words")).fill("Stops with E4.")
        page.locator("#find").press_sequentially("05718800")
        page.get_by_role("button", name="KX48-2211-0937").click()
        expect(page.locator(".known")).to_contain_text(_("Under warranty"))
        expect(page.get_by_label(_("What happened, in the customer's words"))).to_have_value("Stops with E4.")
        shoot(page, f"registry-intake-{language}")
        page.locator("[name=impact][value=stopped]").check()
        page.locator("[name=kind][value=repair]").check()
        page.get_by_role("button", name=_("Register ticket")).click()
        page.wait_for_url("**/desk/tickets/*/")
        expect(page.locator(".panel")).to_contain_text(_("Under warranty"))

        # the ticket leads to the life file, which has it
        page.locator(".panel").get_by_role("link", name="KX48-2211-0937").click()
        expect(page.get_by_role("heading", name="KX-48 heat pump")).to_be_visible()
        expect(page.locator("main")).to_contain_text("Stops with E4")
        shoot(page, f"registry-life-file-{language}")

        # its label, printed and scanned by somebody else
        page.get_by_role("link", name=_("Print"), exact=True).click()
        expect(page.locator(".labelsheet .qr")).to_have_count(1)
        shoot(page, f"registry-labels-{language}")
        scanned = open_page(f"/label/{label_token(sold)}/", size="phone", language=LOCALES[language])
        expect(scanned.locator("#thing")).to_contain_text("KX48-2211-0937")
        scanned.get_by_label(_("What is the problem?")).fill("It drips.")
        go_on = scanned.locator(".go .primary:visible")
        go_on.click()
        scanned.locator("[name=impact][value=degraded]").check()
        go_on.click()
        scanned.get_by_label(_("Your name")).fill("Nurse Li")
        scanned.get_by_label(_("Phone number")).fill("139 0000 7788")
        shoot(scanned, f"registry-scan-{language}")
        scanned.get_by_role("button", name=_("Send request")).click()
        scanned.wait_for_url("**/received/**")
    asked = Ticket.objects.get(customer__name="Nurse Li")
    assert (asked.purchase, asked.entitlement, asked.kind) == (sold, "in_warranty", "repair")


@pytest.mark.parametrize(("size", "theme"), [("desktop", "light"), ("phone", "dark")])
def test_its_pages_can_be_used_by_everybody(
    size: str,
    theme: str,
    open_page: OpenPage,
    lead: User,
    sold: Purchase,
    ticket: Ticket,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    Ticket.objects.update(purchase=sold)
    day, table = date(2026, 1, 1), f"shoe size,{TABLE}".replace("\nK", "\n7,K").encode()
    contract = Contract.objects.create(number="C-1", customer=sold.customer, from_on=day, until_on=day)
    found = check_table(
        actor=Actor.user(lead),
        kind="customer",
        file_name="customers.csv",
        raw=table,
        now=sold.customer.created_at,
    )
    page = sign_in(open_page, lead, size=size, theme=theme)
    paths = {
        "purchases": "registry/purchases/",
        "purchase": f"registry/purchases/{sold.pk}/",
        "customer": f"registry/customers/{sold.customer_id}/",
        "product": f"registry/products/{sold.product_id}/",
        "edit": f"registry/purchases/{sold.pk}/edit/",
        "contract-new": f"registry/contracts/new/?customer={sold.customer_id}",
        "contract": f"registry/contracts/{contract.pk}/",
        "imports": "registry/imports/",
        "import": f"registry/imports/{found.pk}/",
        "labels": "registry/labels/",
        "intake": f"new/?purchase={sold.pk}",
    }
    for name, path in paths.items():
        page.goto(f"/desk/{path}")
        check_accessible(page)
        shoot(page, f"registry-{name}-{size}-{theme}")
    page.goto(f"/label/{label_token(sold)}/")
    check_accessible(page)
    page.goto("/label/wrong/")
    check_accessible(page)
    shoot(page, f"registry-label-gone-{size}-{theme}")


def test_thirty_labels_are_two_sheets_of_paper(
    open_page: OpenPage, lead: User, sold: Purchase, shoot: Callable[[Page, str], None]
) -> None:
    same = {"customer": sold.customer, "product": sold.product}
    Purchase.objects.bulk_create([Purchase(**same, serial=f"B-{n}") for n in range(29)])
    page = sign_in(open_page, lead)
    page.goto("/desk/registry/labels/")
    printed = page.pdf(prefer_css_page_size=True)
    assert len(re.findall(rb"/Type\s*/Page\b", printed)) == 2
    page.emulate_media(media="print")
    shoot(page, "registry-labels-printed")


def test_without_script_a_caller_is_found_too(open_page: OpenPage, agent: User, sold: Purchase) -> None:
    page = sign_in(open_page, agent, script=False)  # type: ignore[arg-type]
    page.goto("/desk/new/")
    page.locator("#find").fill("lakeside")
    page.locator("#find").press("Enter")
    page.get_by_role("button", name="KX48-2211-0937").click()
    expect(page.locator("[name=name]")).to_have_value("Lakeside Hotel")
