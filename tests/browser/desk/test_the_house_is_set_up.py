"""Management enters a colleague and a rule, and a request goes to the other branch; both languages (B2.1)."""

from collections.abc import Callable

import pytest
from playwright.sync_api import Page, expect

from accounts.models import Branch, Skill, Team, User
from tests.browser.desk.conftest import SignedIn
from tickets.models import Ticket

WORDS = {
    "en-GB": {
        "staff": "Staff",
        "new": "New",
        "name": "Name",
        "email": "E-mail",
        "branch": "Branch",
        "save": "Save",
        "saved": "Wu Fei gets a link to choose a password",
        "rules": "Rules",
        "rule": "New rule",
        "region": "Region contains (optional)",
        "takes": "Branch that takes it",
        "try": "Try it on the last 30 days",
        "tried": "1 request looked at, 0 in another branch.",
        "move": "Give it to another branch",
        "why": "Why; the new branch reads it",
        "give": "Give it to this branch",
        "moved": "South branch takes care of",
    },
    "zh-CN": {
        "staff": "员工",
        "new": "新增",
        "name": "名称",
        "email": "电子邮件",
        "branch": "网点",
        "save": "保存",
        "saved": "Wu Fei 将收到设置密码的链接",
        "rules": "规则",
        "rule": "新规则",
        "region": "地区包含（选填）",
        "takes": "接收网点",
        "try": "用过去 30 天试算",
        "tried": "查看了 1 个事项，其中 0 个归属其他网点。",
        "move": "转交其他网点",
        "why": "原因（新网点可见）",
        "give": "转交该网点",
        "moved": "现由 South branch 处理",
    },
}


@pytest.mark.parametrize(("language", "size"), [("en-GB", "desktop"), ("zh-CN", "phone")])
def test_from_a_new_colleague_to_another_branch(
    language: str,
    size: str,
    signed_in: SignedIn,
    ticket: Ticket,
    manager: User,
    other_branch: Branch,
    other_agent: User,
    check_accessible: Callable[[Page], None],
    shoot: Callable[[Page, str], None],
) -> None:
    says = WORDS[language]
    Team.objects.create(branch=other_branch, name="Night", lead=other_branch.lead)
    Skill.objects.create(name="Pumps")
    page = signed_in("/desk/registry/branches/", user=manager, language=language, size=size)
    check_accessible(page)
    shoot(page, f"desk-house-branches-{size}-{language}")
    page.get_by_role("link", name=says["staff"], exact=True).click()
    page.get_by_role("link", name=says["new"], exact=True).click()
    check_accessible(page)
    page.get_by_label(says["name"], exact=True).fill("Wu Fei")
    page.get_by_label(says["email"], exact=True).fill("wu.fei@desk.example")
    page.locator("#id_branch").select_option(f"{other_branch.pk}")
    shoot(page, f"desk-house-person-{size}-{language}")
    page.get_by_role("button", name=says["save"]).click()
    expect(page.get_by_text(says["saved"])).to_be_visible()
    check_accessible(page)
    shoot(page, f"desk-house-staff-{size}-{language}")

    page.get_by_role("link", name=says["rules"], exact=True).click()
    page.get_by_role("link", name=says["rule"]).click()
    page.locator("#id_region").fill("Madrid")
    page.get_by_label(says["takes"]).select_option(f"{other_branch.pk}")
    check_accessible(page)
    page.get_by_role("button", name=says["try"]).click()
    expect(page.get_by_text(says["tried"])).to_be_visible()
    shoot(page, f"desk-house-rule-{size}-{language}")
    page.get_by_role("button", name=says["save"]).click()

    page.goto(page.url.split("/desk/")[0] + f"/desk/tickets/{ticket.number}/")
    page.get_by_role("link", name=says["move"]).click()
    check_accessible(page)
    page.get_by_label(says["why"]).fill("It stands in Madrid.")
    shoot(page, f"desk-house-move-{size}-{language}")
    page.get_by_role("button", name=says["give"]).click()
    expect(page.get_by_text(says["moved"]).first).to_be_visible()
    assert Ticket.objects.get().owner == other_agent
