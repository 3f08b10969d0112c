"""The table of session tests, run against the core and against both skins."""

from __future__ import annotations

from kiosk_session_replies import REPLIES
from kiosk_session_visits import VISITS
from kiosk_session_voice import VOICE

TABLE = (*VISITS, *REPLIES, *VOICE)
