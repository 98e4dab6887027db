"""The one door to the network: whatever labelqa asks of another machine goes through here.

That is the command line asking a labelqa server (`server`), messages to addresses that users gave (`posting`, behind
the `guard`), letters through the operator's mail server (`mail`), and the socket the server listens on (`listening`).
"""

from labelqa.egress.listening import Listening, address, listen
from labelqa.egress.server import Reply, Server, pieces

__all__ = ["Listening", "Reply", "Server", "address", "listen", "pieces"]
