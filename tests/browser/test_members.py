"""Members on the page: a note, a watch, what changed, by keyboard and without JavaScript."""

import os
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect

from serving.access.keys import Keys
from tests.browser.conftest import SIZES, Watched
from tests.browser.test_views import has_no_barrier
from training.community import database, members, tables
from training.community.members import Place

REGION = "/region/R%2F6?language="
Opened = Callable[..., Watched]


@pytest.fixture(scope="module")
def member(store_folder: Path, address: str) -> Iterator[dict[str, str]]:
    """Headers of a member of Brelavia; the space is gone afterwards, for tests that have none."""
    key, text = Keys(store_folder / "keys.db").add("Plant", ["contribute"], 9)
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(database.VARIABLE, f"sqlite:///{store_folder / 'community.db'}")
        profile = {
            "organisation": "Plant <b>Ltd</b>", "offers": "Steel", "seeks": "", "invited_by": "",
            "clusters": ["C1"], "technologies": ["T01"],
        }  # fmt: skip
        with database.changing(database.opened()) as connection:
            members.join(connection, Place("awkward", "R/6", "administrator"), f"key:{key.id}",
                         profile, 1_700_000_000)  # fmt: skip
            members.join(connection, Place("awkward", "R8", "member"), "key:none",
                         {**profile, "organisation": "Mill", "clusters": ["C2"]}, 1)  # fmt: skip
        yield {"Authorization": f"Bearer {text}"}
    for file in store_folder.glob("community.db*"):
        file.unlink()


def pictured(page: Page, name: str) -> None:
    """A picture, where somebody wants to look at it."""
    if folder := os.environ.get("PICTURES"):
        page.screenshot(path=f"{folder}/{name}.png", full_page=True)


def is_readable(page: Page) -> None:
    """The table of chances is a list on a phone: no cell is cut, and no word is broken."""
    for cell in page.locator(".stacked td").all():
        ends = cell.evaluate("it => [it.getBoundingClientRect().right, it.scrollWidth]")
        assert ends[0] <= SIZES["phone"][0]
        assert ends[1] <= SIZES["phone"][0]
    words = page.locator(".stacked td").evaluate_all("""cells => cells.flatMap(cell => {
      const text = cell.firstChild, found = [];
      for (const word of text.data.matchAll(/[^ ]+/g)) {
        const range = document.createRange();
        range.setStart(text, word.index); range.setEnd(text, word.index + word[0].length);
        if (range.getClientRects().length > 1) found.push(word[0]);
      }
      return found;
    })""")
    assert [word for word in words if "-" not in word] == []


def fits(page: Page, size: str) -> None:
    assert page.evaluate("document.documentElement.scrollWidth") <= SIZES[size][0]


@pytest.mark.parametrize("script", [True, False], ids=["script", "plain"])
def test_a_member_follows_and_writes_by_keyboard(
    opened: Opened, member: dict[str, str], script: bool
) -> None:
    watched = opened("phone", fresh=True, java_script_enabled=script, extra_http_headers=member)
    page = watched.page
    page.goto(f"{watched.address}{REGION}en")
    corner = page.locator("#members")
    corner.get_by_role("button", name="Follow this").focus()
    page.keyboard.press("Enter")
    button = corner.get_by_role("button", name="Follow no longer")
    expect(button).to_be_visible()
    corner.locator("summary", has_text="Write a note").focus()
    page.keyboard.press("Enter")
    text = f"A line opens <script>alert({script})</script>"
    corner.get_by_label("What do you know?").fill(text)
    corner.get_by_label("Link to evidence").fill("https://plant.example/line")
    corner.get_by_label("Link to evidence").press("Enter")
    expect(corner.locator(".said", has_text=text)).to_be_visible()
    link = corner.get_by_role("link", name="https://plant.example/line").first
    assert link.get_attribute("rel") == "nofollow noopener noreferrer"
    pictured(page, f"region-{script}")
    fits(page, "phone")
    button.click()
    expect(corner.get_by_role("button", name="Follow this")).to_be_visible()


def test_a_chance_is_shown_beside_the_models_after_it_is_given(
    opened: Opened, member: dict[str, str]
) -> None:
    watched = opened("phone", fresh=True, extra_http_headers=member)
    page = watched.open(f"{REGION}ru")
    corner = page.locator("#members")
    corner.locator("summary", has_text="Оценить вероятность").click()
    corner.get_by_label("Вероятность, что это произойдёт").select_option("0.25")
    pictured(page, "chance-ru")
    corner.get_by_role("button", name="Дать оценку").click()
    expect(page.locator("main")).to_contain_text("Ваша оценка — 25 % — сохранена")
    page.get_by_role("link", name="Вернуться").click()
    expect(page.locator("#members table")).to_contain_text("25 %")
    is_readable(page)
    if os.environ.get("PICTURES"):
        page.locator("#members").screenshot(path=f"{os.environ['PICTURES']}/corner.png")


def test_a_chance_is_given_by_keyboard_before_the_models_is_shown(
    opened: Opened, member: dict[str, str]
) -> None:
    watched = opened("phone", fresh=True, java_script_enabled=False, extra_http_headers=member)
    page = watched.page
    page.goto(f"{watched.address}/members?language=en")
    corner = page.locator("#members")
    corner.get_by_role("link", name="Give your chance of entry or loss").press("Enter")
    names = page.get_by_label("Niche", exact=True).locator("option").all_text_contents()
    assert names == sorted(names, key=str.casefold)
    page.get_by_label("Chance that it happens by").select_option("0.15")
    page.get_by_label("I have not seen it").press("Space")
    page.get_by_role("button", name="Give this chance").press("Enter")
    expect(page.locator("main .result")).to_contain_text("the model says")
    is_readable(page)
    pictured(page, "expect-phone")
    expect(page.locator("main table")).to_contain_text("after the year was over")
    page.get_by_role("link", name="Practise on calls of the past").press("Enter")
    assert page.get_by_label("Chance that it happens by").input_value() == "", "none is meant"
    page.get_by_label("Chance that it happens by").select_option("0.5")
    page.get_by_role("button", name="Give this chance").press("Enter")
    expect(page.locator("main")).to_contain_text("You gave 50\u00a0%, the model")


@pytest.mark.parametrize("language", ["en", "ru"])
def test_views_of_members_have_no_barrier(
    opened: Opened, member: dict[str, str], language: str
) -> None:
    watched = opened("phone", fresh=True, extra_http_headers=member)
    page = watched.page
    for path in ("/members", "/changes", "/expect", "/practise"):
        page.goto(f"{watched.address}{path}?language={language}")
        has_no_barrier(page)
        fits(page, "phone")
        pictured(page, f"{path[1:]}-{language}")
    page.get_by_role("link", name="Участники" if language == "ru" else "Members").click()
    expect(page.locator("main article")).to_have_count(2)
    page.locator("main article a[href*='/region/']").first.click()
    expect(page.locator("html[data-drawn]")).to_be_attached()


def test_a_reader_without_an_account_reads_and_cannot_write(
    opened: Opened, member: dict[str, str]
) -> None:
    watched = opened("tablet", fresh=True)
    page = watched.open(f"{REGION}en")
    assert page.locator("#members form").count() == 0
    page.locator("header nav a").last.focus()
    page.get_by_role("link", name="What changed").click()
    assert page.locator("main form").count() == 0
    page.goto(f"{watched.address}/members?language=en")
    expect(page.locator("main")).to_contain_text("Plant <b>Ltd</b>")


def test_messages_are_ended_without_an_account(
    opened: Opened, member: dict[str, str], store_folder: Path
) -> None:
    """By keyboard, and as a program of mail asks for it."""
    row = {
        "id": "s", "owner": "m", "name": "m", "kinds": [], "package": "awkward", "regions": [],
        "options": [], "address": "a@b.example", "language": "en", "secret": "", "token": "t0ken",
    }  # fmt: skip
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv(database.VARIABLE, f"sqlite:///{store_folder / 'community.db'}")
        with database.changing(database.opened()) as connection:
            connection.execute(tables.subscriptions.insert(), row)
    watched = opened("phone", fresh=True)
    page = watched.page
    page.goto(f"{watched.address}/unsubscribe/t0ken?language=ru")
    has_no_barrier(page)
    page.get_by_role("button", name="Отказаться от сообщений").press("Enter")
    expect(page.locator("main")).to_contain_text("Больше ничего не отправляется")
    again = page.request.post(
        f"{watched.address}/unsubscribe/t0ken", form={"List-Unsubscribe": "One-Click"}
    )
    assert (again.status, "ended already" in again.text()) == (404, True)
