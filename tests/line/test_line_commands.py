"""Commands for operators against the platform in the box, over a real socket: setup, status, retry, and the terminal."""

from __future__ import annotations

import asyncio
import io
import struct
from collections.abc import Callable
from dataclasses import replace

import pytest
from line_house import ACCESS, House, texts

from bot.cli.doctor_line import line_findings
from bot.doors.line.setup import HEIGHT, PICTURE, WIDTH, menu, set_up
from bot.line_box.events import member
from bot.line_box.terminal import Terminal

AtHome = Callable[..., None]


def test_setup_installs_webhook_and_menu_and_doing_it_again_leaves_one(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        foreign = "richmenu-" + "0" * 32
        house.box.menus[foreign] = menu() | {"name": "somebody else's"}
        for _ in range(2):
            steps = [step async for step in set_up(house.settings.line, "https://madoguchi.example.jp")]
            assert [step.ok for step in steps] == [True] * 3
        assert house.box.webhook == "https://madoguchi.example.jp/line/webhook"
        assert house.box.menu in house.box.menus and set(house.box.menus) == {foreign, house.box.menu}
        assert house.box.pictures[house.box.menu] == PICTURE.read_bytes()

    at_home(scenario)


def test_setup_with_a_token_that_expired_says_what_to_do(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        line = replace(house.settings.line, token="another-access-token")
        steps = [step async for step in set_up(line, "https://madoguchi.example.jp")]
        assert len(steps) == 1 and not steps[0].ok and "MYNADESK_LINE_TOKEN" in steps[0].says and ACCESS not in steps[0].says
        await house.platform_away()
        steps = [step async for step in set_up(line, "https://madoguchi.example.jp")]
        assert "つながりません" in steps[0].says

    at_home(scenario)


def test_the_picture_is_as_large_as_the_menu_says_and_small_enough_to_send() -> None:
    content = PICTURE.read_bytes()
    assert content[:8] == b"\x89PNG\r\n\x1a\n" and struct.unpack(">II", content[16:24]) == (WIDTH, HEIGHT)
    assert len(content) < 1 << 20
    areas = [one["bounds"] for one in menu()["areas"]]
    assert len(areas) == 6 and sum(one["width"] * one["height"] for one in areas) == WIDTH * HEIGHT


def test_every_field_of_the_menu_is_understood(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        for area in menu()["areas"]:
            assert await house.sender.send([house.sender.other("postback", user, postback={"data": area["action"]["data"]})]) == 200
        await house.delivered(6)
        assert house.engine.texts == ["/registration_how", "/moving", "/loss", "/cert_expiry"]
        assert "消しました" in texts(house.box.delivered[-1].messages)

    at_home(scenario)


def test_the_doctor_sees_what_is_dead_what_went_wrong_and_the_quota(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        user = member()
        one = house.sender.text(user, "ないしょの話")
        house.box.tokens.clear()
        await house.sender.send([one])
        await house.until(lambda: house.look()["dead"] == {"stale": 1})
        found = await asyncio.to_thread(line_findings, house.settings)
        said = {one.name: (one.ok, one.says) for one in found}
        assert said["LINE：届けられなかったもの"] == (False, "返事が間に合わなかった1件")
        assert said["LINE：届いたもの"] == (True, "処理を待つもの0件")
        assert said["LINE：アカウント"] == (True, "今月のプッシュ0通（上限200通）")
        assert "ないしょ" not in repr(found) and user not in repr(found)
        house.box.monthly = 0
        found = await asyncio.to_thread(line_findings, house.settings)
        assert not found[-1].ok and found[-1].says == "今月のプッシュ0通（上限0通）"

    at_home(scenario, push=False, monthly=200)


def test_the_terminal_talks_presses_buttons_and_asks_for_faults(at_home: AtHome) -> None:
    async def scenario(house: House) -> None:
        out = io.StringIO()
        terminal = Terminal(house.box, house.sender, lambda line: print(line, file=out))
        house.box._delivered_to = terminal.arrived  # as simulate() does

        async def typed(line: str, answers: int = 1) -> str:
            before, mark = len(house.box.delivered), out.tell()
            assert await terminal.typed(line)
            await house.delivered(before + answers)
            return out.getvalue()[mark:]

        assert "マイナンバー（12桁）" in await typed("/follow")
        assert "▷ 返事：引っ越したとき" in await typed("2")
        await typed("/again", 0)
        assert "▷ 返事：まだ" in await typed("まだ")
        assert "▷ 返事：古い保険証" in await typed("/group 古い保険証")
        assert "文字で" in await typed("/sticker")
        await typed("/fault 429", 0)
        assert "▷ 返事：もう一度" in await typed("もう一度")
        await typed("/unsend", 0)
        assert "形の違うもの0件" in await typed("/show", 0)
        assert "/fault" in await typed("/help", 0)
        assert not await terminal.typed("/quit")
        assert len(house.engine.texts) == 4

    at_home(scenario)


@pytest.mark.parametrize("command", ["setup", "status", "retry"])
def test_without_a_channel_the_commands_say_what_to_set(
    command: str, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str], tmp_path: object
) -> None:
    from bot.cli.main import main

    monkeypatch.setenv("MYNADESK_DATA", str(tmp_path))
    assert main(["line", command]) == 1
    assert "MYNADESK_LINE_SECRET" in capsys.readouterr().err
