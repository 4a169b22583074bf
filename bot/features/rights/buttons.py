"""The buttons under the privacy notice and everything else that a person may ask for."""

from dataclasses import dataclass

from bot.kernel.buttons import Press, Side, press


@press("sos:show", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ShowNumbers(Press):
    """Whom to call in danger."""


@press("notice:yes", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class AcceptNotice(Press):
    pass


@press("notice:no", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class DeclineNotice(Press):
    pass


@press("notice:more", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class ReadNotice(Press):
    """Show the long form."""


@press("forget:yes", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class Forget(Press):
    """Delete everything about whoever presses."""


@press("forget:no", Side.CONTACT)
@dataclass(frozen=True, slots=True)
class KeepData(Press):
    """Delete nothing after all."""
