"""Whatever people write, however long each send takes: the limits are kept, and nothing waits for ever."""

from itertools import pairwise

from hypothesis import given
from hypothesis import strategies as st

from bot.kernel.pacing import Pace, Pacer
from bot.simulator.limits import Limits
from handlers.telegram.limits import PACES
from tests.examples import examples

CHATS = {"a": 101, "b": 102, "team": -1001}

sends = st.lists(
    st.tuples(st.sampled_from(sorted(CHATS)), st.integers(0, 400), st.floats(0, 1), st.integers(0, 3000)), max_size=120
)


@examples(60)
@given(sends)
def test_the_platforms_limits_are_kept(drawn):
    now = 0.0
    arrival = 0.0
    limits = Limits(now=lambda: arrival / 1000)
    pacer = Pacer(PACES.overall)
    for lane, takes, when_it_arrives, idle in drawn:
        now += idle
        while lane in pacer.resting(now) or pacer.room(now, 0) == 0:
            now = max(pacer.resting(now).get(lane, now), pacer.free_at(now))
        arrival = now + takes * when_it_arrives
        limits.count(CHATS[lane], 1)  # raises when it is one too many
        now += takes
        pace = PACES.group if CHATS[lane] < 0 else PACES.private
        pacer.note(lane, pace, 1, now)
    assert limits.violations == 0


def test_a_lane_rests_when_its_span_is_full_and_is_forgotten_when_it_is_empty():
    pacer = Pacer(None)
    for at in (0, 100, 200):
        assert pacer.resting(at) == {}
        pacer.note("amal", Pace(3, 1000), 1, at)
    assert pacer.resting(300) == {"amal": 1000}
    assert pacer.resting(1000) == {}
    assert pacer.resting(5000) == {}
    assert pacer.room(5000, 8) is None


def test_all_lanes_share_what_there_is():
    pacer = Pacer(Pace(3, 1000))
    pacer.note("amal", None, 1, 0)
    assert pacer.room(10, 1) == 1
    assert pacer.room(10, 2) == 0
    pacer.note("bo", None, 2, 20)
    assert pacer.free_at(30) == 1000
    assert pacer.room(1000, 0) == 1


@examples(60)
@given(st.lists(st.integers(0, 2000), max_size=25), st.integers(0, 30))
def test_a_broadcast_keeps_the_limits_and_leaves_room_for_people(live, takes):
    """Live messages come at any time; each finds a place at once, or as soon as the next one leaves the span."""
    now = 0.0
    limits = Limits(now=lambda: now / 1000)
    pacer = Pacer(PACES.overall)
    waiting = sorted(live)
    sent = 0
    while now < 4000:
        if waiting and waiting[0] <= now and pacer.room(now, 0):
            waiting.pop(0)
            limits.count(1_000_000 + len(waiting), 1)
            pacer.note("live", None, 1, now)
        elif pacer.broadcast_at(now, 0) <= now:
            pacer.begin_broadcast(now)
            limits.count(sent + 1, 1)
            sent += 1
            pacer.note(f"news {sent}", None, 1, now)
            now += takes
        else:
            now += 1
        assert not waiting or now - waiting[0] <= 1100 or len(live) > 20
    assert limits.violations == 0
    assert sent >= 4 * 28 - len(live), "it uses what it may"


def test_a_broadcast_goes_at_even_steps_and_leaves_a_place_free():
    pacer = Pacer(Pace(5, 1000))
    began = []
    for now in range(0, 3000, 5):
        if pacer.broadcast_at(now, 0) <= now:
            pacer.begin_broadcast(now)
            pacer.note("news", None, 1, now)
            began.append(now)
        assert pacer.room(now, 0) >= 1
    assert all(200 <= later - earlier <= 300 for earlier, later in pairwise(began))
    assert Pacer(None).broadcast_at(7, 3) == 7
