"""A real SMTP server on loopback that answers as a test tells it to."""

import asyncio
import enum
import logging
import threading
from collections import defaultdict
from collections.abc import Callable
from dataclasses import dataclass
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import default
from typing import Any, Self

from aiosmtpd.smtp import SMTP, Envelope, Session


class Act(enum.Enum):
    """What a server can do instead of answering."""

    HANG = enum.auto()  # says nothing more
    CUT = enum.auto()  # closes the connection
    TAKE_AND_CUT = enum.auto()  # DATA only: keeps the message, closes before "250"


Answer = str | Act | None  # None is the usual, friendly answer
FOR_EVER = 24 * 60 * 60
logging.getLogger("mail.log").setLevel(logging.WARNING)  # aiosmtpd tells every line it hears


@dataclass(frozen=True)
class Received:
    sender: str
    recipients: list[str]
    message: EmailMessage


class MailServer:
    """Collects `messages`; `answer("RCPT", "450 later", Act.CUT)` scripts what it says, in order.

    Phases are connect, MAIL, RCPT and DATA. After its script a phase is friendly again.
    `answer_with("RCPT", lambda address: …)` decides by the argument instead. `heard` lists what was
    asked.
    """

    def __init__(self) -> None:
        self.messages: list[Received] = []
        self.heard: list[tuple[str, str]] = []
        self._scripts: dict[str, list[Answer]] = defaultdict(list)
        self._deciders: dict[str, Callable[[str], Answer]] = {}
        self._loop = asyncio.new_event_loop()
        self._thread = threading.Thread(target=self._loop.run_forever, name="smtp", daemon=True)

    def answer(self, phase: str, *answers: Answer) -> None:
        self._scripts[phase].extend(answers)

    def answer_with(self, phase: str, decide: Callable[[str], Answer]) -> None:
        self._deciders[phase] = decide

    def __enter__(self) -> Self:
        self._thread.start()
        listening = self._loop.create_server(
            lambda: _Session(self, loop=self._loop), "127.0.0.1", 0
        )
        self._server = asyncio.run_coroutine_threadsafe(listening, self._loop).result(5)
        self.host, self.port = self._server.sockets[0].getsockname()
        return self

    def __exit__(self, *error: object) -> None:
        asyncio.run_coroutine_threadsafe(self._shut(), self._loop).result(5)
        self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(5)
        self._loop.close()

    async def _shut(self) -> None:
        self._server.close()
        tasks = asyncio.all_tasks() - {asyncio.current_task()}
        for task in tasks:
            task.cancel()
        await asyncio.gather(*tasks, return_exceptions=True)

    # ---- what aiosmtpd asks --------------------------------------------------------------------
    async def handle_MAIL(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._decide("MAIL", address, server)
        if answer.startswith("2"):
            envelope.mail_from = address
            envelope.mail_options.extend(options)
        return answer

    async def handle_RCPT(
        self, server: SMTP, session: Session, envelope: Envelope, address: str, options: list[str]
    ) -> str:
        answer = await self._decide("RCPT", address, server)
        if answer.startswith("2"):
            envelope.rcpt_tos.append(address)
        return answer

    async def handle_DATA(self, server: SMTP, session: Session, envelope: Envelope) -> str:
        def keep() -> None:
            message = message_from_bytes(envelope.original_content or b"", policy=default)
            assert isinstance(message, EmailMessage)
            self.messages.append(
                Received(envelope.mail_from or "", list(envelope.rcpt_tos), message)
            )

        answer = await self._decide("DATA", "", server, keep)
        if answer.startswith("2"):
            keep()
        return answer

    async def _decide(
        self, phase: str, argument: str, server: SMTP, keep: Callable[[], None] | None = None
    ) -> str:
        """The line to say. Does not return when the test asked for silence or a cut."""
        self.heard.append((phase, argument))
        answer: Answer = None
        if self._scripts[phase]:
            answer = self._scripts[phase].pop(0)
        elif phase in self._deciders:
            answer = self._deciders[phase](argument)
        if answer is Act.TAKE_AND_CUT and keep is not None:
            keep()
        if answer in (Act.CUT, Act.TAKE_AND_CUT):
            server.transport.close()
        if isinstance(answer, Act):
            await asyncio.sleep(FOR_EVER)  # cancelled when the connection goes
        return answer if isinstance(answer, str) else "250 OK"


class _Session(SMTP):
    """One connection; asks the script before it greets."""

    def __init__(self, mail_server: MailServer, **options: Any) -> None:
        super().__init__(mail_server, hostname="mail.test", **options)
        self._mail_server = mail_server

    async def _handle_client(self) -> None:
        answer = await self._mail_server._decide("connect", "", self)
        if answer != "250 OK":
            await self.push(answer)
            self.transport.close()
            return
        await super()._handle_client()
