"""What follows from a send that failed: the table in docs/failure-table.md is what happens, row by row."""

from pathlib import Path

import pytest

from bot.engine.failures import OF_THREADS, STRANGERS, Effect, Kind, Policy, Rest, decide, exact_fault, kind_of
from bot.kernel.content import Text
from bot.kernel.errors import Fault, SendError
from bot.kernel.ids import ChannelName, ChatRef, OutboxId, RecipientId, ThreadRef
from bot.kernel.outgoing import (
    Answer,
    CloseThread,
    Delete,
    DeleteThread,
    Edit,
    Leave,
    NameThread,
    OpenThread,
    Operation,
    Outgoing,
    Pin,
    React,
    ReopenThread,
    Send,
    SendAlbum,
    SetMenu,
)

PAPER = Path(__file__).parents[2] / "docs" / "failure-table.md"
BEGIN, END = "| The fault | ", "\n\n"
HEAD = "| The fault | What was tried | Tries | The lane rests before the next | Then | Who hears of it |\n"


def outgoing(operation: Operation, **fields: object) -> Outgoing:
    return Outgoing(OutboxId(1), "lane", ChannelName("x"), ChatRef("1"), operation, **fields)  # type: ignore[arg-type]


def in_words(policy: Policy) -> str:
    tries = "without end" if policy.tries is None else str(policy.tries)
    if policy.tries != 1 and not policy.counted:
        tries += ", not counted"
    rest = "" if policy.tries == 1 else str(policy.rest)
    then = "" if policy.tries is None else "set aside" if policy.parked else "dropped"
    heard = [] if policy.tries == 1 or policy.effect is Effect.NONE else [str(policy.effect)]
    if policy.tries is not None:
        heard.append(str(policy.at_last) if policy.tries == 1 or not heard else f"at last {policy.at_last}")
    return f"{tries} | {rest} | {then} | {'; '.join(heard) or Effect.NONE}"


def table_in_words() -> str:
    rows = HEAD + "|" + " --- |" * 6
    for known, faults in ((True, list(Fault)), (False, list(STRANGERS))):
        for fault in faults:
            kinds: dict[str, list[str]] = {}
            for kind in Kind:
                kinds.setdefault(in_words(decide(fault, kind, known=known)), []).append(str(kind))
            name = fault if known else f"{fault}, in a chat that is nobody's any more"
            for words, tried in kinds.items():
                rows += f"\n| {name} | {', '.join(tried)} | {words} |"
    return rows


def test_the_table_in_the_handbook_is_what_happens() -> None:
    paper = PAPER.read_text("utf-8")
    begin = paper.index(BEGIN)
    written = paper[begin : paper.index(END, begin)]
    assert written == table_in_words(), f"docs/failure-table.md should have:\n\n{table_in_words()}\n"


@pytest.mark.parametrize("known", [True, False])
@pytest.mark.parametrize("kind", Kind)
@pytest.mark.parametrize("fault", Fault)
def test_everything_has_an_answer_and_none_loses_a_message_in_silence(fault: Fault, kind: Kind, known: bool) -> None:
    policy = decide(fault, kind, known=known)
    assert policy.tries is None or policy.tries > 0
    if policy.parked:
        assert policy.at_last is Effect.STAFF_AND_WRITER, "what is set aside is told"
    if policy.tries is not None and kind is Kind.MESSAGE and (known or fault not in STRANGERS):
        assert policy.at_last is not Effect.NONE
    if policy.tries is None and policy.rest is Rest.NONE:
        assert policy.effect in (Effect.MOVED, Effect.NO_TOPICS), "tried again at once only where something has changed"


@pytest.mark.parametrize(
    ("error", "kind", "in_case", "in_team", "exact"),
    [
        (SendError(Fault.FLOOD, retry_after=1), Kind.MESSAGE, False, False, Fault.FLOOD),
        (SendError(Fault.GROUP_MOVED, moved_to="2"), Kind.MESSAGE, True, True, Fault.GROUP_MOVED),
        (SendError(Fault.GROUP_MOVED), Kind.MESSAGE, True, True, Fault.REFUSED),
        (SendError(Fault.THREAD_GONE), Kind.MESSAGE, True, True, Fault.THREAD_GONE),
        (SendError(Fault.THREAD_GONE), Kind.MESSAGE, False, True, Fault.REFUSED),
        *((SendError(Fault.THREAD_GONE), kind, False, True, Fault.THREAD_GONE) for kind in OF_THREADS),
        (SendError(Fault.NO_FORUM), Kind.MESSAGE, True, True, Fault.NO_FORUM),
        (SendError(Fault.NO_FORUM), Kind.MESSAGE, True, False, Fault.REFUSED),
    ],
)
def test_a_fault_about_which_nothing_can_be_done_here_is_one_that_nobody_knows(
    error: SendError, kind: Kind, in_case: bool, in_team: bool, exact: Fault
) -> None:
    assert exact_fault(error, kind, in_case=in_case, in_team=in_team) is exact


@pytest.mark.parametrize(
    ("operation", "kind"),
    [
        (Send(Text("x")), Kind.MESSAGE),
        (SendAlbum((), ()), Kind.MESSAGE),
        (OpenThread("x"), Kind.MESSAGE),
        (Edit(Text("x")), Kind.EDIT),
        (Delete(), Kind.DELETION),
        (React("x"), Kind.REACTION),
        (Pin(), Kind.PIN),
        (CloseThread(), Kind.THREAD),
        (ReopenThread(), Kind.THREAD),
        (NameThread(), Kind.THREAD_NAME),
        (DeleteThread(ThreadRef("1")), Kind.THREAD_DELETION),
        (Answer("x"), Kind.ANSWER),
        (SetMenu(()), Kind.MENU),
        (Leave(), Kind.LEAVING),
    ],
)
def test_the_kind_of_an_operation(operation: Operation, kind: Kind) -> None:
    assert kind_of(outgoing(operation)) is kind
    assert kind_of(outgoing(operation, recipient=RecipientId(1))) is Kind.NEWS


def test_three_tries_are_three_sends() -> None:
    policy = Policy(3)
    assert [policy.ends(attempts) for attempts in (0, 1, 2, 3)] == [False, False, True, True]
    assert not Policy(None).ends(1000)
