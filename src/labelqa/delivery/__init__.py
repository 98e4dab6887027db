"""Alerts on their way out: written into the outbox with what they tell, then sent until somebody has taken them."""

from labelqa.delivery.courier import Courier

__all__ = ["Courier"]
