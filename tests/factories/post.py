"""A gateway for text messages that keeps what it was given, and fails when a test says so."""

from training.notices.gateways.contract import Outgoing


class Post:
    """Every message handed over since `begin`; `fails` is raised, once for each exception in it,
    before anything is taken."""

    sent: list[Outgoing] = []
    fails: list[Exception] = []
    away: Exception | None = None

    @classmethod
    def begin(cls) -> None:
        """Empty the box."""
        cls.sent, cls.fails, cls.away = [], [], None

    @classmethod
    def texts(cls) -> list[str]:
        """What the messages said."""
        return [message.text for message in cls.sent]

    def open(self) -> None:
        """Raises what `away` holds."""
        if self.away:
            raise self.away

    def send(self, message: Outgoing) -> str:
        """Take one, or fail."""
        if self.fails:
            raise self.fails.pop(0)
        self.sent.append(message)
        return f"post-{len(self.sent)}"

    def close(self) -> None:
        """Nothing is open."""
