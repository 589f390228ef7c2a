"""E-mail through Django's backend: one connection for a run."""

import smtplib
from typing import Any, NoReturn

from django.core.mail import EmailMessage, get_connection

from training.notices.gateways.contract import (
    ChannelAway,
    MessagePutOff,
    MessageRefused,
    OutcomeUnknown,
    Outgoing,
)

REFUSES = range(500, 600)


class MailGateway:
    """One connection, opened at the first message."""

    def __init__(self) -> None:
        self.connection: Any = get_connection()
        self.opened = False

    def open(self) -> None:
        """Sign in at the mail server, once; raises ChannelAway."""
        if self.opened:
            return
        try:
            self.connection.open()
        except (OSError, smtplib.SMTPException) as error:
            raise ChannelAway(_told(error)) from error
        self.opened = True

    def send(self, message: Outgoing) -> str:
        """Hand one mail over; its Message-ID follows from the reference."""
        self.open()
        number = f"<{message.reference}@notices>"
        mail = EmailMessage(
            subject=message.subject.replace("\n", " "),
            body=message.text,
            to=[message.address],
            headers={"Message-ID": number},
            connection=self.connection,
        )
        try:
            mail.send()
        except smtplib.SMTPRecipientsRefused as error:
            self._by_code(error, max(code for code, _text in error.recipients.values()))
        except smtplib.SMTPServerDisconnected as error:
            self.opened = False
            raise OutcomeUnknown(_told(error)) from error
        except smtplib.SMTPResponseException as error:
            self._by_code(error, error.smtp_code)
        except (smtplib.SMTPException, ValueError) as error:
            raise MessageRefused(_told(error)) from error
        except OSError as error:
            self.opened = False
            raise OutcomeUnknown(_told(error)) from error
        return number

    def _by_code(self, error: Exception, code: int) -> NoReturn:
        """4xx may pass later, 5xx never; 421 says that the server goes away."""
        if code == 421:
            self.opened = False
            raise ChannelAway(_told(error)) from error
        kind = MessageRefused if code in REFUSES else MessagePutOff
        raise kind(_told(error)) from error

    def close(self) -> None:
        """Hang up; a line that is broken already is no failure."""
        if self.opened:
            try:
                self.connection.close()
            except (OSError, smtplib.SMTPException):
                self.opened = False


def _told(error: Exception) -> str:
    """What the other side said, without addresses that it may repeat."""
    if isinstance(error, smtplib.SMTPRecipientsRefused):
        return " ".join(str(code) for code, _text in error.recipients.values())
    if isinstance(error, smtplib.SMTPResponseException):
        return str(error.smtp_code)
    return type(error).__name__
