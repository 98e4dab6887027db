"""The one door to the network: whatever labelqa asks of another machine goes through here.

That is a labelqa server that the user of the command line or of the Python client named (`server`, `download`),
messages to addresses that users gave (`posting`, behind the `guard`), letters through the operator's mail server
(`mail`), and the socket the server listens on (`listening`).
"""

from labelqa.egress.download import download_export
from labelqa.egress.listening import Listening, address, at_once, listen
from labelqa.egress.server import Server, pieces

__all__ = ["Listening", "Server", "address", "at_once", "download_export", "listen", "pieces"]
