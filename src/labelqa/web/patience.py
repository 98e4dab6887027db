"""How long a request's body may keep the server waiting: who sends slowly is let go, who sends much is not."""

import asyncio

from starlette.types import Message, Receive

from labelqa.errors import Stalled

RATE = 10_000
"""Bytes a second that count as sending: each such portion earns a further second."""


def patient(receive: Receive, seconds: int) -> Receive:
    """The same body, or Stalled when its time is over; what comes after its end may take as long as it likes.

    `seconds`: of waiting in all, beside those that the bytes have earned; 0 is for ever.
    """
    waited, came, whole = 0.0, 0, not seconds

    async def received() -> Message:
        nonlocal waited, came, whole
        if whole:
            return await receive()
        loop = asyncio.get_running_loop()
        begun = loop.time()
        try:
            async with asyncio.timeout(max(seconds + came / RATE - waited, 0.0)):
                message = await receive()
        except TimeoutError:
            raise Stalled(f"the body did not come within {seconds} s and a second for each {RATE:,} bytes") from None
        waited += loop.time() - begun
        came += len(message.get("body", b""))
        whole = message["type"] != "http.request" or not message.get("more_body", False)
        return message

    return received
