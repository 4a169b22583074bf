"""Whatever people write, however long each send takes: the limits are kept, and nothing waits for ever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from bot.core.pacing import Pace, Pacer
from handlers.simulator.limits import Limits
from handlers.telegram.limits import PACES

CHATS = {"a": 101, "b": 102, "team": -1001}

sends = st.lists(
    st.tuples(st.sampled_from(sorted(CHATS)), st.integers(0, 400), st.floats(0, 1), st.integers(0, 3000)), max_size=120
)


@settings(max_examples=60, deadline=None)
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
