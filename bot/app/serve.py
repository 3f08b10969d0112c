"""The one place where the custom actions are wired into the app."""

from __future__ import annotations

from fastapi import FastAPI

from bot.app.build import create_app
from bot.settings import Settings


def make_app(settings: Settings) -> FastAPI:
    """The desk with the real actions. The import is here because bot.* must not know the actions."""
    from actions.actions import all_actions

    return create_app(settings, all_actions)
