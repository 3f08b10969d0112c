"""On the telephone: `/staff/call` for the operator, `POST /api/v1/assist` for the same in another program."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Annotated, Any, Final

from fastapi import APIRouter, Request
from fastapi.responses import Response
from pydantic import BaseModel, ConfigDict, Field, StringConstraints

from bot.desk.lanes import Busy
from bot.desk.memory import ForgetfulMemory
from bot.doors.errors import ErrorAnswer, error_answer
from bot.doors.staff.gate import Gate, number_of
from bot.doors.staff.pages import page
from bot.engine.client import EngineUnavailable
from bot.rulebook.statements.choose import Statements
from bot.rulebook.statements.lookup import Rulebook
from bot.rulebook.statements.statement import WHEN
from bot.staff.calls import LONGEST, Calls
from bot.staff.layout import known_facts, lay_out, names_of_facts, names_of_values
from bot.staff.record import as_csv, follow_ups, record_of
from bot.staff.sessions import Who
from bot.words import Words

SAY: Final = Words(__file__)

ROLES: Final = ("operator", "supervisor")
LAID: Final = 4 * 3600.0  # seconds that the last suggestions of an operator are kept for the record, in memory
FACT: Final = "fact_"


class AssistRequest(BaseModel):
    """What a caller says, as far as it is known. Guarded before anything else; nothing of it is written anywhere."""

    model_config = ConfigDict(extra="forbid", hide_input_in_errors=True)
    text: Annotated[str, StringConstraints(max_length=LONGEST)] = Field(description="All that the caller has said.")
    facts: dict[str, str] = Field(
        default={}, description="What is known: insurer, card, cert, registered, age, who ..."
    )


class Desk:
    """What the page and the API share."""

    def __init__(self, calls: Calls, rulebook: Rulebook, now: Callable[[], datetime], book: Statements) -> None:
        self.calls, self.rulebook, self.now, self.book = calls, rulebook, now, book
        self.laid: ForgetfulMemory[dict[str, Any]] = ForgetfulMemory(most=500, seconds=LAID)

    async def lay_out(self, who: Who, text: str, given: dict[str, str]) -> dict[str, Any]:
        """Suggestions for the story. Raises EngineUnavailable and Busy."""
        today, facts = self.now().date(), known_facts(given)
        heard = await self.calls.listen(who.name, text, facts, today)
        return lay_out(heard, facts, self.rulebook, self.book, today)


def call_router(gate: Gate, desk: Desk) -> APIRouter:
    """The page, its part that changes, the record, and the API."""
    router = APIRouter()

    async def laid_out(who: Who, fields: dict[str, str]) -> tuple[dict[str, Any] | None, str]:
        text = fields.get("text", "")
        facts = {name.removeprefix(FACT): value for name, value in fields.items() if name.startswith(FACT) and value}
        if not text.strip():
            return None, ""
        try:
            laid = await desk.lay_out(who, text, facts)
        except EngineUnavailable:
            return None, SAY("engine_away")
        except Busy:
            return None, SAY("busy")
        desk.laid.put(who.session, laid)  # for the record: of this page alone, not of a chat beside it
        return laid, ""

    def shown(name: str, who: Who, laid: dict[str, Any] | None, words: str, fields: dict[str, str]) -> Response:
        values = names_of_values()
        choices = {
            fact: [(one, values[f"{fact}.{one}"]) for one in known if f"{fact}.{one}" in values]
            for fact, known in WHEN.items()
        }
        return page(
            name, who, laid=laid, words=words, text=fields.get("text", ""), choices=choices, names=names_of_facts(),
            fields=fields, follow_ups=follow_ups(), longest=LONGEST,
        )  # fmt: skip

    @router.get("/staff/call", include_in_schema=False)
    async def blank(request: Request) -> Response:
        return shown("call", await gate.who(request, *ROLES), None, "", {})

    @router.post("/staff/call", include_in_schema=False)
    async def whole(request: Request) -> Response:
        who, fields = await gate.form(request, *ROLES)
        return shown("call", who, *await laid_out(who, fields), fields)

    @router.post("/staff/call-part", include_in_schema=False)
    async def part(request: Request) -> Response:
        who, fields = await gate.form(request, *ROLES)
        return shown("call_part", who, *await laid_out(who, fields), fields)

    @router.post("/staff/call-record", include_in_schema=False)
    async def record(request: Request) -> Response:
        who, fields = await gate.form(request, *ROLES)
        laid = desk.laid.get(who.session)
        told = [number_of(one) for one in fields.get("told", "").split(",") if one.isdecimal()]
        try:
            row = record_of(
                laid or {"answers": []}, fields.get("topic", ""), told, fields.get("follow_up", "none"), by=who.name,
                at=desk.now(), names=names_of_facts() | names_of_values(),
            )  # fmt: skip
        except KeyError:
            return page("message", who, status=422, title=SAY("no_record_title"), words=SAY("no_record"))
        headers = {"Content-Disposition": f'attachment; filename="call-{desk.now():%Y%m%d-%H%M%S}.csv"'}
        return Response(as_csv([row]), media_type="text/csv; charset=utf-8", headers=headers)

    documented: dict[int | str, dict[str, Any]] = {
        401: {"model": ErrorAnswer, "description": "not signed in at the console"},
        403: {"model": ErrorAnswer, "description": "no operator, or without the header X-Staff-Form"},
        422: {"model": ErrorAnswer, "description": "wrong fields"},
        429: {"model": ErrorAnswer, "description": "no place now"},
        503: {"model": ErrorAnswer, "description": "the engine is away"},
    }

    @router.post("/api/v1/assist", tags=["staff"], responses=documented)
    async def assist(request: Request, asked: AssistRequest) -> Any:
        """What may be said to a caller: the three likeliest answers with reasons, script, next question, deadlines, warnings."""
        who = await gate.call(request, *ROLES)
        try:
            return await desk.lay_out(who, asked.text, asked.facts)
        except EngineUnavailable:
            return error_answer(503, "engine_away", SAY("engine_away"))
        except Busy:
            return error_answer(429, "busy", SAY("busy"))

    return router
