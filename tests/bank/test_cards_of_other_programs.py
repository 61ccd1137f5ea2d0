"""Cards in and out: what a format carries comes back, and hostile files end in a sentence."""

from __future__ import annotations

import io
import sqlite3
import zipfile
from pathlib import Path

import pytest
import zstandard
from hypothesis import given, settings
from hypothesis import strategies as st

from quizapp.bank.exchange.anki import read_package, write_package
from quizapp.bank.exchange.cards import (
    CannotImport,
    Card,
    Deck,
    Separators,
    Skipped,
    gathered,
    stable_id,
)
from quizapp.bank.exchange.delimited import read_rows, read_terms, write_rows, write_terms
from quizapp.bank.exchange.formats import NAMES, card_format
from quizapp.bank.exchange.markdown import read_markdown, write_markdown
from tests.made_questions import ids, prose

JUNK = st.sampled_from(
    [
        "Q: x",
        "A: y",
        "\\Q: x",
        "# h",
        "**Q:** z",
        "a\tb",
        'a "b", c',
        "<b>&amp;</b>",
        "1) A: x",
        "x\n\n\ny",
        "x\n\na :: b",
        "x \\:: y",
        "```\n# x\nQ: y",
        "```\n\n\\# x\nQ: y :: z\n```",
        "\\```",
        "~~~\n```\n~~~\n```",
    ]
)
SIDE = st.one_of(prose, JUNK, st.tuples(prose, JUNK).map("\n".join))
CARD = st.builds(
    Card,
    front=SIDE,
    back=SIDE,
    tags=st.lists(ids, max_size=2).map(tuple),
    id=st.just("") | ids,
    topic=ids,
)
CARDS = (
    st.lists(CARD, min_size=1, max_size=4)
    .map(lambda cards: gathered((str(n), card) for n, card in enumerate(cards)).cards)
    .filter(bool)
)


@settings(max_examples=120, deadline=None)
@given(CARDS, st.sampled_from([",", "\t"]))
def test_rows_carry_everything(cards: tuple[Card, ...], mark: str) -> None:
    assert read_rows(write_rows(cards, mark).data, mark) == Deck(cards)


@settings(max_examples=200, deadline=None)
@given(CARDS)
def test_markdown_carries_everything(cards: tuple[Card, ...]) -> None:
    assert read_markdown(write_markdown(cards).data) == Deck(cards)


@settings(max_examples=40, deadline=None)
@given(CARDS)
def test_a_package_carries_sides_tags_ids_and_topics(cards: tuple[Card, ...]) -> None:
    def as_carried(card: Card) -> Card:
        front, back = (side.replace("\xa0", " ").strip() for side in (card.front, card.back))
        return Card(front, back, card.tags, card.id, card.topic)

    read = read_package(write_package(cards).data)
    assert list(read.cards) == list(dict.fromkeys(map(as_carried, cards)))


@settings(max_examples=80, deadline=None)
@given(CARDS, st.sampled_from([Separators(), Separators(" - ", ";"), Separators(":", "\n\n")]))
def test_terms_carry_texts_without_separators(cards: tuple[Card, ...], by: Separators) -> None:
    sides = [(card.front, card.back) for card in cards]
    plain = [both for both in sides if all(by.sides not in s and by.cards not in s for s in both)]
    made = write_terms(cards, by)
    read = read_terms(made.data, by)
    assert {(card.front, card.back) for card in read.cards} >= set(plain)
    told = {one.what: one.why for one in made.skipped if one.why.startswith("left out of ")}
    blanks = [one.why for one in made.skipped if one.what not in told]
    changed = len(cards) - len(plain)
    ending = "s" if changed > 1 else ""
    assert blanks == ([f"they became blanks in {changed} question{ending}"] if changed else [])
    for name in ("id", "tags", "topic"):
        number = sum(bool(getattr(card, name)) for card in cards)
        said = f"left out of {number} question{'s' if number > 1 else ''}"
        assert told.get(name, "") == (said if number else "")


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("a,b\n", [Card("a", "b")]),
        ('"a, ""x""","b\nc",t u\n', [Card('a, "x"', "b\nc", ("t", "u"))]),
        ("Question,Answer\nWhy?,So.\n", [Card("Why?", "So.")]),
        (
            "tags,BACK,junk,front\nDeep Learning;x,b,-,a\n",
            [Card("a", "b", ("deep", "learning", "x"))],
        ),
        ("\ufeffa,b\r\nc,d\r\n", [Card("a", "b"), Card("c", "d")]),
        (
            "front,back,id,topic\na,b,My Id,\nx,y,ok-id,Some Topic\n",
            [Card("a", "b"), Card("x", "y", (), "ok-id", "some-topic")],
        ),
        (
            "Question,Answer,Category\na,b,Loss Functions\n",
            [Card("a", "b", (), "", "loss-functions")],
        ),
        ("Front;Back;Tags\na, b;c, d;t\n", [Card("a, b", "c, d", ("t",))]),
        ('"a";"b, c"\n"d";"e"\n', [Card("a", "b, c"), Card("d", "e")]),
        (
            "What, and why?;So\nHow?;Thus\n",
            [Card("What, and why?", "So"), Card("How?", "Thus")],
        ),
        ("a; b,c; d\n", [Card("a; b", "c; d")]),
        ("a|b\nc|d\n", [Card("a", "b"), Card("c", "d")]),
    ],
)
def test_rows_are_read_as_people_write_them(text: str, cards: list[Card]) -> None:
    assert list(read_rows(text.encode(), ",").cards) == cards


def test_columns_that_are_no_part_of_a_card_are_told() -> None:
    deck = read_rows(b"q,a,Source,Deck,Category\nx,y,[1],d,c\nz,w,,d,,more\n", ",")
    assert deck.cards == (Card("x", "y", (), "", "d"), Card("z", "w", (), "", "d"))
    assert deck.skipped == (
        Skipped("column Source", "it is no part of a card, and 1 row has something in it"),
        Skipped("column Category", "it is no part of a card, and 1 row has something in it"),
        Skipped("column 6", "it is no part of a card, and 1 row has something in it"),
    )


def test_without_a_header_further_columns_are_told_and_no_ids() -> None:
    deck = read_rows(b"q7,a7,extra,more\nq8,a8,,other\n", ",")
    assert deck.cards == (Card("q7", "a7", ("extra",)), Card("q8", "a8"))
    assert deck.skipped == (
        Skipped("column 4", "it is no part of a card, and 2 rows have something in it"),
    )


def test_ids_and_tags_that_cannot_be_such_are_told() -> None:
    deck = read_rows("front,back,tags,id\na,b,é ok,My Id\n".encode(), ",")
    assert deck.cards == (Card("a", "b", ("ok",)),)
    assert deck.skipped == (
        Skipped("line 2", "its id 'My Id' is no id of a question"),
        Skipped("line 2", "its tags without letters from a to z or digits: é"),
    )


MIXED = """\
About these cards.

# Losses

An introduction,
of two lines.
Q: Why?
A: So.
How? :: Thus.

Why ReLU? :: no saturation
Further words.

---

## What is a tensor?
An array.

std::vector is none.

Q: What prints?
A: ```python
# one :: two
Q: x
```
One.

# The end
"""


def test_rows_that_are_no_cards_are_told() -> None:
    deck = read_rows(f"a,b\nonly\n,back\na,c\n{'x' * 20_001},y\n".encode(), ",")
    assert deck.cards == (Card("a", "b"),)
    assert deck.skipped == (
        Skipped("line 2", "it has only one side"),
        Skipped("line 3", "it has only one side"),
        Skipped("line 4", "line 1 asks the same"),
        Skipped("line 5", "a side has more than 20,000 characters"),
    )


@pytest.mark.parametrize(
    ("text", "cards"),
    [
        ("Q: Why?\nA: So.\n", [Card("Why?", "So.")]),
        ("**Q:** Why?\n\n**A:** So.\nAnd so.\n\n", [Card("Why?", "So.\nAnd so.")]),
        ("1. Question: Why?\n   Answer: no\n", []),
        (
            "# Losses\n\n- Q: Why?\n- A: So.\nTags: #a b\n",
            [Card("Why?", "So.", ("a", "b"), "", "losses")],
        ),
        (
            "# T\n## Why?\nSo.\n\n## How?\n```\n# x\n```\n",
            [
                Card("Why?", "So.", (), "", "t"),
                Card("How?", "```\n# x\n```", (), "", "t"),
            ],
        ),
        (
            "ReLU :: max(0, x)\n- GELU :: smooth\n",
            [Card("ReLU", "max(0, x)"), Card("GELU", "smooth")],
        ),
    ],
)
def test_markdown_is_read_in_three_ways(text: str, cards: list[Card]) -> None:
    assert list(read_markdown(text.encode()).cards) == cards


def test_the_three_ways_may_stand_in_one_file() -> None:
    deck = read_markdown(MIXED.encode())
    assert [(card.front, card.back, card.topic) for card in deck.cards] == [
        ("Why?", "So.\nHow? :: Thus.", "losses"),
        ("Why ReLU?", "no saturation", "losses"),
        ("What is a tensor?", "An array.\n\nstd::vector is none.", "losses"),
        ("What prints?", "```python\n# one :: two\nQ: x\n```\nOne.", "losses"),
    ]
    assert deck.skipped == (
        Skipped("line 1", "it is in no card"),
        Skipped("line 5", "it is in no card"),
        Skipped("line 9", "it stands in the text above; a blank line before it makes it a card"),
        Skipped("line 12", "it is in no card"),
        Skipped("line 28", "no card stands directly below this heading"),
    )


MARKDOWN_LINES = (
    "Q: {0}", "A: {0}", "Tags: {0}", "# {0}", "## {0}?", "{0}", "- {0}", "{0} :: x", "", "", "```",
)  # fmt: skip


@settings(max_examples=400, deadline=None)
@given(st.lists(st.sampled_from(MARKDOWN_LINES), min_size=1, max_size=14))
def test_no_line_of_a_markdown_file_vanishes(lines: list[str]) -> None:
    said = [line.format(f"w{number}w") for number, line in enumerate(lines, 1)]
    try:
        deck = read_markdown("\n".join(said).encode())
    except CannotImport:
        return
    kept = repr(deck.cards)
    told = {int(one.what.removeprefix("line ")) for one in deck.skipped}
    for number, line in enumerate(said, 1):
        if f"w{number}w" not in line or f"w{number}w" in kept:
            continue
        blocks = [said[at - 1 : number] for at in told if at <= number]
        of_told_cards = line.startswith("#") and any(at >= number for at in told)
        assert of_told_cards or any(all(one) or one[0].startswith("Q:") for one in blocks)


def test_an_id_follows_from_the_front_alone() -> None:
    first = stable_id(Card("Why does ReLU die?", "x"))
    assert first == stable_id(Card("Why does ReLU die?", "y", ("t",)))
    assert first.startswith("why-does-relu-die-")
    assert first != stable_id(Card("Why does ReLU die", "x"))
    assert stable_id(Card("???", "x")).startswith("bank-")
    assert stable_id(Card("a", "b", (), "own-id")) == "own-id"


def package(rows: list[tuple[str, str, str]], **names: bytes) -> bytes:
    data = write_package([Card("a", "b")]).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    database.execute("DELETE FROM notes")
    for place, (guid, fields, tags) in enumerate(rows, 1):
        database.execute(
            "INSERT INTO notes VALUES (?, ?, 1, 0, 0, ?, ?, '', 0, 0, '')",
            (place, guid, tags, fields),
        )
    database.commit()
    stored = database.serialize()
    database.close()
    return zipped({"collection.anki2": stored, **names})


def zipped(members: dict[str, bytes]) -> bytes:
    stream = io.BytesIO()
    with zipfile.ZipFile(stream, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, contents in members.items():
            archive.writestr(name, contents)
    return stream.getvalue()


def compressed(data: bytes) -> bytes:
    return zstandard.ZstdCompressor().compress(data)


def test_the_compressed_form_of_newer_versions_is_read() -> None:
    database = sqlite3.connect(":memory:")
    database.create_collation("unicase", lambda a, b: (a > b) - (a < b))
    database.executescript(
        """
        CREATE TABLE notes (id INTEGER PRIMARY KEY, guid TEXT, tags TEXT, flds TEXT);
        CREATE TABLE cards (id INTEGER PRIMARY KEY, nid INTEGER, did INTEGER);
        CREATE TABLE decks (id INTEGER PRIMARY KEY, name TEXT NOT NULL COLLATE unicase);
        CREATE UNIQUE INDEX idx_decks_name ON decks (name);
        """
    )
    decks = [(1, "Default"), (7, "Machine learning\x1fLosses")]
    database.executemany("INSERT INTO decks VALUES (?, ?)", decks)
    notes = [(1, "g", " a b ", "Front\x1fBack"), (2, "quizapp:own", "", "F\x1fB")]
    database.executemany("INSERT INTO notes VALUES (?, ?, ?, ?)", notes)
    database.executemany("INSERT INTO cards VALUES (?, ?, ?)", [(1, 1, 7), (2, 2, 1)])
    database.commit()
    stub = {"collection.anki2": b"Please update", "meta": b""}
    data = zipped({"collection.anki21b": compressed(database.serialize()), **stub})
    deck = read_package(data)
    assert deck.cards == (
        Card("Front", "Back", ("a", "b"), "", "losses"),
        Card("F", "B", (), "own", ""),
    )
    assert deck.skipped == ()


def test_fields_with_markup_become_text() -> None:
    deck = read_package(
        package(
            [
                (
                    "g1",
                    "<div>What is&nbsp;<b>ReLU</b>?</div>\x1f<p>max(0,&nbsp;x)</p><p>1 &lt; 2</p>",
                    " a B ",
                ),
                ("g2", 'pic <img src="../../x.png">\x1fsound [sound:x.mp3]', ""),
                (
                    "g3",
                    "<script>alert(1)</script>f\x1fb<a href='javascript:x'>link</a>\x1fmore",
                    "",
                ),
                ("g4", "{{c1::gap}} text\x1f", ""),
                ("g5", "alone", ""),
            ]
        )
    )
    assert deck.cards == (
        Card("What is ReLU?", "max(0, x)\n1 < 2", ("a", "b")),
        Card("pic", "sound"),
        Card("f", "blink"),
        Card("{{c1::gap}} text", "", gaps=True),
    )
    assert deck.skipped == (
        Skipped("pic", "its pictures and sounds"),
        Skipped("f", "its further fields"),
        Skipped("note 5", "it has only one side"),
    )


def test_cells_rows_and_blocks_of_a_field_stay_apart() -> None:
    table = "<table>\n<tr><th>a</th>\n<th><p>b</p></th></tr>\n<tr><td>1<td>2</table>"
    deck = read_package(package([("g", f"x{table}y\x1f<div>c</div>d<ul><li>e</li></ul>f", "")]))
    assert deck.cards == (Card("x\na | b\n1 | 2\ny", "c\nd\n- e\nf"),)


def test_notes_with_gaps_become_texts_with_gaps() -> None:
    text = "<b>{{c1::ReLU::an activation}}</b> has slope {{c2::one}} or {{c2::zero}}, {{c1::ReLU}}."
    deck = read_package(
        package(
            [
                ("g1", f"{text}\x1fAbove and below 0.", "t"),
                ("g2", "{{c1::a {{c2::b}}}}\x1f", ""),
                ("g3", f"{' '.join(f'{{{{c1::w{n}}}}}' for n in range(10))}\x1f", ""),
                ("g4", "{{c1::f{x}}}\x1f", ""),
                ("g5", "{{x}} is {{{c1::y}}\x1f", ""),
            ]
        )
    )
    assert deck.cards == (
        Card(
            "{{c1::ReLU}} has slope {{c2::one}} or {{c3::zero}}, {{c1::ReLU}}.",
            "Above and below 0.",
            ("t",),
            gaps=True,
        ),
        Card("{ {x}} is { {{c1::y}}", "", gaps=True),
    )
    assert [one.why for one in deck.skipped] == [
        "the hints of its gaps: an activation",
        "left out: a gap of it stands within another one",
        "left out: it has more than 9 gaps",
        "left out: a gap of it is empty or holds braces",
        "its {{ became { {, which would name a parameter",
    ]


def test_a_package_is_one_that_anki_can_open() -> None:
    data = write_package([Card("a\nb", "c", ("t",), "x-y", "cnn"), Card("d", "e")]).data
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        assert sorted(archive.namelist()) == ["collection.anki2", "media"]
        assert archive.read("media") == b"{}"
        database = sqlite3.connect(":memory:")
        database.deserialize(archive.read("collection.anki2"))
    ((version,),) = database.execute("SELECT ver FROM col")
    notes = database.execute("SELECT guid, tags, flds, mid FROM notes ORDER BY id").fetchall()
    models = database.execute(
        "SELECT json_extract(models, '$.' || ?) FROM col", (f'"{notes[0][3]}"',)
    )
    decks = database.execute(
        "SELECT json_extract(c.decks, '$.\"' || did || '\".name') FROM cards, col c"
        " ORDER BY cards.id"
    ).fetchall()
    assert version == 11
    assert notes[0][:3] == ("quizapp:x-y", " t ", "a<br>b\x1fc")
    assert models.fetchone()[0] is not None
    assert decks == [("quizapp::cnn",), ("quizapp",)]
    database.close()


def test_the_same_cards_give_the_same_package_and_decks_that_keep_their_ids() -> None:
    first, second = (Card("a", "b", (), "x", "cnn"), Card("c", "d", (), "y", "losses"))

    def written(*cards: Card) -> list[tuple[str, int]]:
        with zipfile.ZipFile(io.BytesIO(write_package(cards).data)) as archive:
            database = sqlite3.connect(":memory:")
            database.deserialize(archive.read("collection.anki2"))
        query = "SELECT guid, did FROM notes JOIN cards ON nid = notes.id ORDER BY due"
        rows: list[tuple[str, int]] = database.execute(query).fetchall()
        database.close()
        return rows

    assert write_package([first, second]).data == write_package([first, second]).data
    assert written(first, second) == [*written(first), *written(second)]
    assert len({deck for _, deck in written(first, second)}) == 2


BOMB = {"collection.anki2": b"\0" * (65 * 1024 * 1024)}


@pytest.mark.parametrize(
    ("data", "message"),
    [
        (b"", "not a whole Anki package"),
        (b"PK\x03\x04", "not a whole Anki package"),
        (package([("g", "a\x1fb", "")])[:-40], "not a whole Anki package"),
        (package([("g", "a\x1fb", "")])[:300], "not a whole Anki package"),
        (zipped({"../../etc/passwd": b"x"}), "holds no collection"),
        (zipped({"collection.anki21b": b"x", "collection.anki2": b""}), "cannot be read"),
        (zipped({"collection.anki21b": compressed(b"x")[:-3]}), "cannot be read"),
        (zipped({"collection.anki21b": compressed(b"no database")}), "cannot be read"),
        (zipped({"collection.anki21b": compressed(BOMB["collection.anki2"])}), "more than 64 MB"),
        (zipped({"collection.anki2": b"no database"}), "cannot be read"),
        (zipped({"collection.anki2": b"SQLite format 3\0" + b"\xff" * 200}), "cannot be read"),
        (zipped({"collection.anki2": b""}), "cannot be read"),
        (zipped(BOMB), "more than 64 MB"),
        (package([("g", "a\x1b]52;c;eA==\x07\x1fb", "")]), r"Note 1 holds .* U\+001B"),
        (package([("g", b"\xff\xfe\x1f", "")]), "cannot be read"),  # type: ignore[list-item]
    ],
    ids=range(15),
)
def test_a_hostile_package_ends_in_a_sentence(data: bytes, message: str) -> None:
    with pytest.raises(CannotImport, match=message):
        read_package(data)


def test_names_in_a_package_lead_nowhere(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    deck = read_package(package([("g", "a\x1fb", "")], **{"../slip": b"x", "/slip": b"x"}))
    assert deck.cards == (Card("a", "b"),)
    assert list(tmp_path.iterdir()) == []
    assert not (tmp_path.parent / "slip").exists()


def test_a_view_that_never_ends_is_no_table(tmp_path: Path) -> None:
    path = tmp_path / "x"
    database = sqlite3.connect(path)
    database.executescript(
        "CREATE TABLE cards (id, nid, did);"
        "CREATE VIEW notes AS WITH RECURSIVE n(id) AS (SELECT 1 UNION ALL SELECT id + 1 FROM n)"
        " SELECT id, '' AS guid, '' AS flds, '' AS tags FROM n;"
    )
    database.close()
    with pytest.raises(CannotImport, match="it has no notes"):
        read_package(zipped({"collection.anki2": path.read_bytes()}))


HOSTILE: dict[str, bytes] = {
    "utf16": "front,back\na,b\n".encode("utf-16"),
    "utf16-be": b"\xfe\xff\0a",
    "latin1": b"a,b\n\xe4,c\n",
    "nul": b"a,b\0\n",
    "osc 52": b"a,\x1b]52;c;eA==\x07\n",
    "c1": "a,\x9b31m\n".encode(),
    "line separator": "a,b\u2028\n".encode(),
    "50 MB cell": b"a," + b"x" * 50_000_000,
    "zip": zipped({"x": b"y"}),
    "empty": b"",
    "blank": b" \n \n",
}


@pytest.mark.parametrize("name", [name for name in NAMES if name not in ("json", "anki")])
@pytest.mark.parametrize("case", HOSTILE)
def test_a_hostile_text_ends_in_a_sentence(name: str, case: str) -> None:
    read = card_format(name, Separators()).read  # type: ignore[arg-type]
    with pytest.raises(CannotImport) as found:
        read(HOSTILE[case])
    assert found.value.message.endswith(".")
    assert len(found.value.message) < 200


@pytest.mark.parametrize("text", ['a,"b\n', 'a,"b"c\n', "x" * 90_000 + ",y\n"])
def test_broken_quotes_and_endless_cells_name_their_line(text: str) -> None:
    with pytest.raises(CannotImport, match=r"Line \d+ cannot be read"):
        read_rows(text.encode(), ",")


@pytest.mark.parametrize("by", [Separators("", "\n"), Separators("\t", ""), Separators("a", "ba")])
def test_separators_must_differ(by: Separators) -> None:
    with pytest.raises(CannotImport, match="separators"):
        read_terms(b"a\tb\n", by)


def test_too_many_cards_are_refused() -> None:
    with pytest.raises(CannotImport, match="20,000 cards"):
        read_rows("".join(f"{n},x\n" for n in range(20_002)).encode(), ",")
