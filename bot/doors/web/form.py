"""The page without JavaScript: a plain form, the same answers. The session is a signed cookie; where cookies are forbidden, and
in careful mode, a hidden field of the page alone."""

from __future__ import annotations

import re
from dataclasses import dataclass, field, replace
from typing import Any, Final
from urllib.parse import parse_qs
from uuid import UUID, uuid4, uuid5

from fastapi import APIRouter, Request
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from bot.desk.conversation import Conversations
from bot.desk.people import WITH_PEOPLE
from bot.desk.sessions import SessionInvalid, Sessions
from bot.desk.turn import INSURERS, TurnReply
from bot.doors.errors import policy
from bot.doors.messages import talk_json
from bot.doors.web.pages import templates
from bot.doors.web.turns import Said, WebTurns
from bot.doors.web.widgets import own_site

COOKIE: Final = "talk"
NEUTRAL: Final = "https://www.google.co.jp/"
CSP: Final = policy(forms=f"'self' {NEUTRAL}")  # also where an answer to a form leads counts as its target


@dataclass(frozen=True)
class _Given:
    """What a form says. `session`: of its hidden field, else of the cookie; `seq`: number of the last turn that it shows."""

    text: str = field(repr=False)
    session: str = field(repr=False)
    insurer: str = ""
    page: str = ""
    careful: bool = False
    easy: bool = False
    seq: int = 0

    @property
    def message_id(self) -> str | None:
        """The same for the same words of the same page: pressed twice, it is one message."""
        try:
            return str(uuid5(UUID(self.page), self.text))
        except ValueError:
            return None


def form_router(turns: WebTurns, conversations: Conversations, sessions: Sessions, *, https: bool) -> APIRouter:
    """`/form`, `/form-new` and `/form-leave` (beside it: the cookie stands where they do). `https`: the cookie goes encrypted
    only."""
    router = APIRouter(include_in_schema=False)
    html = templates()
    page = html.get_template("form.html")
    buttons = vars(html.get_template("first.html").make_module())["first_buttons"]
    first = {payload: title for payload, title, _easy in buttons}

    def shown(
        given: _Given, talk: list[dict[str, Any]], *, failed: str = "", status: int = 200, owner: str = "bot"
    ) -> Response:
        titles = first | {b["payload"]: b["title"] for turn in talk for m in turn["messages"] for b in m["buttons"]}
        values = {
            "site": own_site(),
            "given": given,
            "talk": talk,
            "titles": titles,
            "page": str(uuid4()),
            "failed": failed,
            "with_people": owner in WITH_PEOPLE,
        }
        answer = HTMLResponse(page.render(**values), status_code=status, headers={"Content-Security-Policy": CSP})
        if given.session and not given.careful:
            answer.set_cookie(COOKIE, given.session, httponly=True, samesite="strict", secure=https, path="")
        else:
            answer.delete_cookie(COOKIE, path="")
        return answer

    async def past(session: str, after: int = 0) -> dict[str, Any]:
        return talk_json(await conversations.talk(sessions.conversation(session), after))

    async def as_it_stands(given: _Given) -> Response:
        try:
            talk = await past(given.session, given.seq if given.careful else 0) if given.session else talk_json(None)
        except SessionInvalid:
            return shown(replace(given, session="", seq=0), [])
        careful = given.careful or talk["careful"]
        now = replace(given, careful=careful, seq=max(given.seq, talk["seq"]))
        return shown(now, _unseen(talk, given, careful=careful), owner=talk["owner"])

    @router.get("/form")
    async def empty(http: Request) -> Response:
        easy = http.query_params.get("easy") == "1"
        return await as_it_stands(_Given("", http.cookies.get(COOKIE, ""), easy=easy))

    @router.post("/form")
    async def ask(http: Request) -> Response:
        given = await _given(http)
        if given is None:
            return shown(_Given("", ""), [], failed="unreadable", status=400)
        if not given.text.strip():
            return await as_it_stands(given)
        renewed = ""
        try:
            session, reply = await turns.take(http, _said(given))
        except SessionInvalid:
            renewed, given = "renewed", replace(given, session="", seq=0)
            session, reply = await turns.take(http, _said(given))
        if reply is None:
            return Response(status_code=408)  # nobody reads it
        return await answered(given, session, reply, renewed)

    async def answered(given: _Given, session: str, reply: TurnReply, renewed: str) -> Response:
        closed, careful = reply.owner == "closed", given.careful or reply.careful
        talk = talk_json(None) if closed else await past(session, given.seq if careful else 0)
        spoken, own = _unseen(talk, given, careful=careful), _turn(given.text, reply)
        if careful:
            spoken = sorted((*(one for one in spoken if one["seq"] != reply.seq), own), key=lambda one: one["seq"])
        elif not spoken or not reply.taken:
            spoken.append(own)
        now = replace(given, text="", session="" if closed else session, careful=careful)
        now = replace(now, seq=max(given.seq, talk["seq"], reply.seq))
        status = 429 if reply.retry_after else 200
        return shown(now, spoken, failed=renewed, status=status, owner=talk["owner"])

    @router.post("/form-new")
    async def anew(http: Request) -> Response:
        return await over(http, "form")

    @router.post("/form-leave")
    async def leave(http: Request) -> Response:
        return await over(http, NEUTRAL)

    async def over(http: Request, to: str) -> Response:
        given = await _given(http)
        try:
            conversation = sessions.conversation(given.session if given else "")
        except SessionInvalid:
            pass
        else:
            if await conversations.end(conversation):
                sessions.revoke(conversation)
            elif given and to != NEUTRAL:
                return shown(replace(given, text=""), [], failed="unerased", status=503)
        answer = RedirectResponse(to, status_code=303)
        answer.delete_cookie(COOKIE, path="")
        return answer

    return router


async def _given(http: Request) -> _Given | None:
    """The fields of a form; None when it is no form."""
    try:
        fields = parse_qs((await http.body()).decode("utf-8"), keep_blank_values=True, max_num_fields=20)
    except (UnicodeDecodeError, ValueError):
        return None
    one = {name: values[0] for name, values in fields.items()}
    insurer = one.get("insurer", "")
    return _Given(
        one.get("button") or one.get("text", ""),
        (one.get("session") or http.cookies.get(COOKIE, ""))[:500],
        insurer if insurer in INSURERS else "",
        one.get("page", ""),
        one.get("careful") == "1",
        one.get("easy") == "1",
        int(one["seq"]) if re.fullmatch("[0-9]{1,6}", one.get("seq", "")) else 0,
    )


def _said(given: _Given) -> Said:
    return Said(given.session or None, given.text, given.insurer or None, given.message_id, given.careful)


def _unseen(talk: dict[str, Any], given: _Given, *, careful: bool) -> list[dict[str, Any]]:
    """What the page shows of the talk: all of it, but in careful mode only what stands after the last turn that it showed."""
    spoken: list[dict[str, Any]] = talk["spoken"]
    return spoken if not careful or given.seq else []


def _turn(text: str, reply: TurnReply) -> dict[str, Any]:
    return {"said": text, "messages": list(reply.messages), "owner": reply.owner, "seq": reply.seq or float("inf")}
