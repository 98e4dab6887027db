"""A mail server of forty lines on this machine: takes letters, or does not."""

import socket
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from threading import Thread


@dataclass
class Postbox:
    """What came: letters as bytes, and every command. `refuse`: answers in the place of the usual ones."""

    port: int
    refuse: dict[str, str] = field(default_factory=dict)
    letters: list[bytes] = field(default_factory=list)
    commands: list[str] = field(default_factory=list)


@contextmanager
def postbox(*, context: ssl.SSLContext | None = None, first: bool = False, **refuse: str) -> Iterator[Postbox]:
    """A mail server that runs; with `context` it offers STARTTLS, or speaks TLS from the first byte (`first`)."""
    with socket.create_server(("127.0.0.1", 0)) as listening:
        found = Postbox(listening.getsockname()[1], refuse)
        thread = Thread(target=_serve, args=(listening, found, context, first), daemon=True)
        thread.start()
        try:
            yield found
        finally:
            with socket.create_connection(("127.0.0.1", found.port)) as last:
                last.sendall(b"STOP\r\n")
            thread.join(30)


def _serve(listening: socket.socket, found: Postbox, context: ssl.SSLContext | None, first: bool) -> None:
    stopped = False
    while not stopped:
        connection, _ = listening.accept()
        try:
            if first and context and connection.recv(1, socket.MSG_PEEK) == b"\x16":
                connection = context.wrap_socket(connection, server_side=True)
                stopped = _talk(connection, found, None)
            else:
                stopped = _talk(connection, found, context)
        except OSError:
            continue


def _talk(connection: socket.socket, found: Postbox, context: ssl.SSLContext | None) -> bool:
    spoken = connection
    try:
        file = spoken.makefile("rb")
        spoken.sendall(b"220 postbox\r\n")
        while line := file.readline().decode().strip():
            word = line.split(" ")[0].split(":")[0].upper()
            if word == "STOP":
                return True
            found.commands.append(line)
            if word in found.refuse:
                spoken.sendall(f"{found.refuse[word]}\r\n".encode())
            elif word == "EHLO":
                offers = "250-STARTTLS\r\n" if context and spoken is connection else ""
                spoken.sendall(f"250-postbox\r\n{offers}250-AUTH PLAIN\r\n250 8BITMIME\r\n".encode())
            elif word == "STARTTLS" and context:
                spoken.sendall(b"220 go\r\n")
                spoken = context.wrap_socket(connection, server_side=True, do_handshake_on_connect=False)
                spoken.do_handshake()
                file = spoken.makefile("rb")
            elif word == "DATA":
                spoken.sendall(b"354 go\r\n")
                found.letters.append(b"".join(iter(file.readline, b".\r\n")))
                spoken.sendall(b"250 taken\r\n")
            else:
                spoken.sendall(b"235 known\r\n" if word == "AUTH" else b"250 fine\r\n")
        return False
    finally:
        spoken.close()
