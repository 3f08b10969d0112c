"""The console's door: nobody without a session, nothing without our own form, no page beyond the role; all of it in the trail."""

from __future__ import annotations

from collections.abc import Callable

import pytest
from desk_fakes import Desk
from staff_people import PASSWORD, Browser, hire

from bot.doors.staff.pages import PLACES
from bot.settings import Settings
from bot.staff.audit import Audit
from bot.staff.console import open_console

OpenDesk = Callable[..., Desk]
ROLES = {"hanako": "supervisor", "taro": "operator", "emi": "editor", "kansa": "auditor"}


@pytest.fixture(scope="module")
def shared_desk(open_desk: OpenDesk) -> Desk:
    """One of its own: how often somebody signs in is counted, and other tests sign in too."""
    return open_desk()


@pytest.fixture(scope="module", autouse=True)
def staff(shared_desk: Desk, settings: Settings) -> None:
    for name, role in ROLES.items():
        hire(settings, name, role)


@pytest.fixture
def audit(settings: Settings) -> Audit:
    return open_console(settings).audit


def test_without_a_session_every_page_leads_to_the_sign_in(desk: Desk) -> None:
    for place in PLACES:
        answer = desk.call("GET", f"/staff/{place}")
        assert (answer.status_code, answer.headers["location"]) == (303, "login?why=signed_out"), place
    assert desk.call("GET", "/staff").headers["location"] == "staff/home"


def test_a_wrong_password_says_nothing_of_what_was_wrong(desk: Desk) -> None:
    pages = [
        Browser(desk).sign_in(name, password)
        for name, password in (("hanako", "wrong-wrong-wrong"), ("nobody", PASSWORD), ("", ""))
    ]
    assert {page.status_code for page in pages} == {401}
    assert len({Browser(desk).words(page) for page in pages}) == 1
    assert "nobody" in pages[1].text and PASSWORD not in pages[1].text


def test_ten_wrong_passwords_are_slowed_and_others_come_in(open_desk: OpenDesk, audit: Audit) -> None:
    desk = open_desk()
    known = Browser(desk, "taro")
    for _ in range(10):
        last = Browser(desk).sign_in("taro", "wrong-wrong-wrong")
    assert last.status_code == 429 and int(last.headers["retry-after"]) > 0 and "秒待って" in last.text
    known.cookies.pop("mynadesk_staff")
    assert known.sign_in("taro").status_code == 303  # the known browser
    assert Browser(desk).sign_in("hanako").status_code == 303  # another at the same address
    assert {"sign_in_failed", "sign_in_slowed"} <= {one.act for one in audit.last()}


@pytest.mark.parametrize("name", ROLES)
def test_each_role_sees_its_pages_and_no_other(desk: Desk, name: str, audit: Audit) -> None:
    browser = Browser(desk, name)
    for place, roles in PLACES.items():
        answer = browser.get(place)
        allowed = ROLES[name] in roles
        assert answer.status_code == (200 if allowed else 403), place
        if allowed:
            assert (
                f'href="{place}"' in answer.text and "aria-current" in answer.text and '<html lang="ja">' in answer.text
            )
        else:
            assert "この役割ではできません" in answer.text and audit.last(1)[0].act == "role_refused"


def test_the_session_s_cookie_is_out_of_reach(desk: Desk) -> None:
    cookies = Browser(desk).sign_in("hanako").headers.get_list("set-cookie")
    assert all("HttpOnly" in one and "SameSite=strict" in one and "Path=/" in one for one in cookies)
    assert len(cookies) == 2


def test_over_https_the_cookie_never_travels_in_the_clear(open_desk: OpenDesk) -> None:
    desk = open_desk(public_url="https://desk.test")
    cookies = Browser(desk).sign_in("hanako").headers.get_list("set-cookie")
    assert all("Secure" in one for one in cookies)


def test_a_form_of_another_page_does_nothing(desk: Desk, audit: Audit) -> None:
    browser = Browser(desk, "hanako")
    other = Browser(desk, "hanako")
    for one in (browser, other):
        one.get("people")
    for form, headers in (("", {}), (other.form, {}), (browser.form, {"sec-fetch-site": "cross-site"})):
        answer = browser.post(
            "people", form=form, headers=headers, do="add", name="evil", role="supervisor", password=PASSWORD
        )
        assert answer.status_code == 403 and "受け取りませんでした" in answer.text
        assert audit.last(1)[0].act == "foreign_form"
    json_body = browser.call("POST", "/staff/people", json={"form": browser.form, "do": "add", "name": "evil"})
    assert json_body.status_code == 403
    assert "evil" not in browser.get("people").text


def test_a_cross_site_sign_in_is_refused(desk: Desk) -> None:
    assert (
        Browser(desk)
        .post("login", headers={"sec-fetch-site": "cross-site"}, name="hanako", password=PASSWORD)
        .status_code
        == 403
    )


def test_people_are_added_stopped_and_sent_out(desk: Desk) -> None:
    boss = Browser(desk, "hanako")
    boss.get("people")
    weak = boss.post("people", do="add", name="jiro", role="operator", password="kurz")
    assert weak.status_code == 422 and "合言葉は" in weak.text and "kurz" not in weak.text
    assert boss.post("people", do="add", name="jiro", role="operator", password=PASSWORD).status_code == 303
    jiro = Browser(desk, "jiro")
    assert jiro.get("home").status_code == 200
    assert boss.post("people", do="disable", name="jiro").status_code == 303
    assert jiro.get("home").status_code == 303
    assert Browser(desk).sign_in("jiro").status_code == 401
    assert boss.post("people", do="nonsense", name="jiro").status_code == 422


def test_a_session_is_listed_and_ended(desk: Desk) -> None:
    boss, taro = Browser(desk, "hanako"), Browser(desk, "taro")
    page = boss.get("people").text
    row = page.split("いま入っている人")[1].split(">taro<")[1]
    session = row.split('name="session" value="')[1].split('"')[0]
    assert boss.post("people", do="end_session", session=session).status_code == 303
    assert taro.get("home").status_code == 303


def test_nobody_ends_another_s_session_from_the_own_page(desk: Desk) -> None:
    boss, taro = Browser(desk, "hanako"), Browser(desk, "taro")
    mine = boss.get("me").text.split('name="session" value="')[1].split('"')[0]
    taro.get("me")
    taro.post("me", do="end_session", session=mine)
    assert boss.get("home").status_code == 200


def test_signing_out_ends_the_session(desk: Desk) -> None:
    browser = Browser(desk, "taro")
    browser.get("home")
    kept = dict(browser.cookies)
    assert browser.post("logout").headers["location"] == "login"
    browser.cookies = kept
    assert browser.get("home").status_code == 303


def test_a_stolen_cookie_from_another_address(open_desk: OpenDesk) -> None:
    here, elsewhere = open_desk(caller="192.0.2.10"), open_desk(caller="192.0.2.11")
    browser = Browser(here, "taro")
    thief = Browser(elsewhere)
    thief.cookies = dict(browser.cookies)
    assert thief.get("home").status_code == 303
    assert browser.get("home").status_code == 303  # and whoever it was stolen from is told to come in again


def test_a_sign_of_life_of_a_page_whose_session_is_over(desk: Desk) -> None:
    browser = Browser(desk, "taro")
    assert browser.call("POST", "/staff/beat").status_code == 204
    browser.cookies.pop("mynadesk_staff")
    assert browser.call("POST", "/staff/beat").status_code == 303


def test_a_page_of_before_goes_on_after_signing_in_again(desk: Desk) -> None:
    browser = Browser(desk, "taro")
    browser.get("call")
    old = browser.form
    assert browser.sign_in("taro").status_code == 303  # in another window: the cookie is a new session's
    assert browser.post("call-part", form=old, text="").status_code == 403
    answer = browser.call("POST", "/staff/beat")
    assert answer.headers["x-staff-name"] == "taro"
    assert browser.post("call-part", form=answer.headers["x-staff-form"], text="").status_code == 200


def test_a_wrong_first_code_keeps_the_secret_that_was_scanned(desk: Desk) -> None:
    browser = Browser(desk, "kansa")
    secret = browser.get("me").text.split('name="secret" value="')[1].split('"')[0]
    for given, same in ((secret, True), ("<b>", False)):
        again = browser.post("me", do="totp", secret=given, code="000000x")
        assert again.status_code == 422 and (f'value="{secret}"' in again.text) == same and "<b>" not in again.text


def test_a_number_without_end_is_refused_and_breaks_nothing(open_desk: OpenDesk) -> None:
    boss = Browser(open_desk(), "hanako")
    boss.get("desk")
    endless = "9" * 5000
    hours = boss.post("desk", do="hours", opens="09:00", closes="17:00", patience=endless, minutes="6")
    assert hours.status_code == 422 and "待つ時間は1〜60分" in hours.text
    assert boss.post("call-record", topic="loss", told=endless, follow_up="none").status_code == 422


def test_the_trail_is_shown_and_whole(desk: Desk) -> None:
    page = Browser(desk, "kansa").get("audit")
    assert "すべてそろっています" in page.text and "入った" in page.text


def test_a_row_of_the_trail_is_on_the_disk_before_its_head_is(desk: Desk) -> None:
    with desk.app.state.staff.console.engine.connect() as connection:
        assert connection.exec_driver_sql("PRAGMA synchronous").scalar() == 2  # FULL: a power cut takes no row that was told of


def test_what_was_typed_for_a_name_is_in_no_trail(desk: Desk, settings: Settings, audit: Audit) -> None:
    Browser(desk).sign_in("my-secret-typed-in-the-wrong-field")
    assert audit.last(1)[0].target == "?"


def test_the_console_s_pages_may_run_and_be_framed_by_nothing_foreign(desk: Desk) -> None:
    headers = Browser(desk).get("login").headers
    assert (
        "frame-ancestors 'none'" in headers["content-security-policy"]
        and "form-action 'self'" in headers["content-security-policy"]
    )
    assert headers["cache-control"] == "no-store" and headers["x-frame-options"] == "DENY"


def test_the_console_is_in_no_description_of_the_public_api(desk: Desk) -> None:
    assert not [path for path in desk.call("GET", "/openapi.json").json()["paths"] if path.startswith("/staff")]
