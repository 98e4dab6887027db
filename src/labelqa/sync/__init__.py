"""Live sources: labels pulled out of labelling tools while people label, and findings written back into them.

What a tool says has changed is a hint and never data: its unit is fetched, and the newest wins. What hints miss, the
list of changes finds; what that misses, a reconcile finds. So nothing depends on the order of messages, on how often
they come, or on whether they come at all.
"""

from labelqa.sync.connecting import Connecting
from labelqa.sync.pulled import Pulled, Step
from labelqa.sync.pulling import RECONCILE_MS, How, pull
from labelqa.sync.safe import PURPOSE, Safe
from labelqa.sync.writing_back import WHATS, What, write_back

__all__ = [
    "PURPOSE",
    "RECONCILE_MS",
    "WHATS",
    "Connecting",
    "How",
    "Pulled",
    "Safe",
    "Step",
    "What",
    "pull",
    "write_back",
]
