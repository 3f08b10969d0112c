"""Alive and ready, for supervisors and load balancers."""

from __future__ import annotations

from collections.abc import Awaitable, Callable

from fastapi import APIRouter
from fastapi.responses import JSONResponse
from pydantic import BaseModel


class Alive(BaseModel):
    """The process answers."""

    status: str


class Ready(BaseModel):
    """Whether the desk can serve, and which part cannot."""

    ready: bool
    parts: dict[str, bool]


def health_router(ready: Callable[[], Awaitable[dict[str, bool]]]) -> APIRouter:
    """`/healthz`: the process answers. `/readyz`: engine, database and rulebook are there (503 until then)."""
    router = APIRouter(tags=["health"])

    @router.get("/healthz")
    async def healthz() -> Alive:
        return Alive(status="alive")

    @router.get(
        "/readyz",
        response_model=Ready,
        responses={503: {"model": Ready, "description": "not ready; the parts say which"}},
    )
    async def readyz() -> JSONResponse:
        parts = await ready()
        return JSONResponse(
            {"ready": all(parts.values()), "parts": parts}, status_code=200 if all(parts.values()) else 503
        )

    return router
