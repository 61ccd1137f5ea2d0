"""The collection of an Anki package in schema 11 (AnkiDroid's wiki, "Database Structure")."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

DECK = "quizapp"
"""The deck of cards without a topic, above those of the topics."""
FIRST_DECK = 1_700_000_000_100
"""The id of the first topic's deck; the next ones follow it."""
MODEL = 1_700_000_000_001
"""The id of the one type of note: two sides."""

SCHEMA = """
CREATE TABLE col (id integer primary key, crt integer not null, mod integer not null,
  scm integer not null, ver integer not null, dty integer not null, usn integer not null,
  ls integer not null, conf text not null, models text not null, decks text not null,
  dconf text not null, tags text not null);
CREATE TABLE notes (id integer primary key, guid text not null, mid integer not null,
  mod integer not null, usn integer not null, tags text not null, flds text not null,
  sfld integer not null, csum integer not null, flags integer not null, data text not null);
CREATE TABLE cards (id integer primary key, nid integer not null, did integer not null,
  ord integer not null, mod integer not null, usn integer not null, type integer not null,
  queue integer not null, due integer not null, ivl integer not null, factor integer not null,
  reps integer not null, lapses integer not null, left integer not null, odue integer not null,
  odid integer not null, flags integer not null, data text not null);
CREATE TABLE revlog (id integer primary key, cid integer not null, usn integer not null,
  ease integer not null, ivl integer not null, lastIvl integer not null,
  factor integer not null, time integer not null, type integer not null);
CREATE TABLE graves (usn integer not null, oid integer not null, type integer not null);
CREATE INDEX ix_notes_usn on notes (usn);
CREATE INDEX ix_cards_usn on cards (usn);
CREATE INDEX ix_revlog_usn on revlog (usn);
CREATE INDEX ix_cards_nid on cards (nid);
CREATE INDEX ix_cards_sched on cards (did, queue, due);
CREATE INDEX ix_revlog_cid on revlog (cid);
CREATE INDEX ix_notes_csum on notes (csum);
"""

_CSS = ".card { font-family: sans-serif; font-size: 20px; text-align: left; }"


def collection(topics: Sequence[str], now: int) -> tuple[str, str, str, str]:
    """Return conf, models, decks and dconf of a collection with a deck for each topic."""
    decks = {"1": _deck(1, "Default", now)}
    for number, topic in enumerate(topics, FIRST_DECK):
        name = topic if topic == DECK else f"{DECK}::{topic}"
        decks[str(number)] = _deck(number, name, now)
    parts = (_conf(), {str(MODEL): _model(now)}, decks, {"1": _options()})
    conf, models, listed, options = (json.dumps(part, ensure_ascii=False) for part in parts)
    return conf, models, listed, options


def _conf() -> dict[str, Any]:
    return {
        "nextPos": 1,
        "estTimes": True,
        "activeDecks": [1],
        "sortType": "noteFld",
        "timeLim": 0,
        "sortBackwards": False,
        "addToCur": True,
        "curDeck": 1,
        "newBury": True,
        "newSpread": 0,
        "dueCounts": True,
        "curModel": str(MODEL),
        "collapseTime": 1200,
    }


def _deck(number: int, name: str, now: int) -> dict[str, Any]:
    return {
        "id": number,
        "name": name,
        "desc": "",
        "mod": now,
        "usn": -1,
        "conf": 1,
        "dyn": 0,
        "collapsed": False,
        "browserCollapsed": False,
        "extendNew": 10,
        "extendRev": 50,
        **{day: [0, 0] for day in ("newToday", "revToday", "lrnToday", "timeToday")},
    }


def _model(now: int) -> dict[str, Any]:
    return {
        "id": MODEL,
        "name": "quizapp",
        "type": 0,
        "mod": now,
        "usn": -1,
        "sortf": 0,
        "did": 1,
        "tags": [],
        "vers": [],
        "css": _CSS,
        "latexPre": "",
        "latexPost": "",
        "req": [[0, "all", [0]]],
        "flds": [_field(place, name) for place, name in enumerate(("Front", "Back"))],
        "tmpls": [
            {
                "name": "Card 1",
                "ord": 0,
                "qfmt": "{{Front}}",
                "afmt": "{{FrontSide}}<hr id=answer>{{Back}}",
                "bqfmt": "",
                "bafmt": "",
                "did": None,
            }
        ],
    }


def _field(place: int, name: str) -> dict[str, Any]:
    return {
        "name": name,
        "ord": place,
        "sticky": False,
        "rtl": False,
        "font": "Arial",
        "size": 20,
        "media": [],
    }


def _options() -> dict[str, Any]:
    return {
        "id": 1,
        "name": "Default",
        "mod": 0,
        "usn": 0,
        "maxTaken": 60,
        "autoplay": True,
        "timer": 0,
        "replayq": True,
        "dyn": False,
        "new": {
            "bury": True,
            "delays": [1, 10],
            "initialFactor": 2500,
            "ints": [1, 4, 7],
            "order": 1,
            "perDay": 20,
            "separate": True,
        },
        "rev": {
            "bury": True,
            "ease4": 1.3,
            "fuzz": 0.05,
            "ivlFct": 1,
            "maxIvl": 36500,
            "minSpace": 1,
            "perDay": 100,
        },
        "lapse": {
            "delays": [10],
            "leechAction": 0,
            "leechFails": 8,
            "minInt": 1,
            "mult": 0,
        },
    }
