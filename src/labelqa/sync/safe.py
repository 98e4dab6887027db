"""Access tokens and the secrets of hooks: sealed at rest, each bound to its source; a token to the address as well."""

import secrets
from dataclasses import dataclass

from labelqa.errors import NotFound
from labelqa.sealing import Sealer
from labelqa.store.sources import Source

PURPOSE = "sources"
SECRET_BYTES = 32


def new_secret() -> str:
    """A secret for a hook: 256 random bits that a header can carry."""
    return f"lqs_{secrets.token_urlsafe(SECRET_BYTES)}"


@dataclass(frozen=True, slots=True)
class Safe:
    """Seals what a source keeps secret."""

    sealer: Sealer

    def seal_token(self, source_id: str, address: str, token: str) -> bytes:
        """A token as it is stored: it opens for this source at this address alone."""
        return self.sealer.seal(token.encode(), f"{source_id} token {address}")

    def token(self, source: Source) -> str:
        """The access token; labelqa.errors.Unreadable under another server secret."""
        return self.sealer.unseal(source.token, f"{source.source_id} token {source.address}").decode()

    def seal_hook(self, source_id: str, secret: str) -> bytes:
        """The secret of a hook as it is stored."""
        return self.sealer.seal(secret.encode(), f"{source_id} hook")

    def hook(self, source: Source) -> str:
        """The secret of the hook; NotFound when the source has none."""
        if source.hook_secret is None:
            raise NotFound("this source has no hook")
        return self.sealer.unseal(source.hook_secret, f"{source.source_id} hook").decode()
