"""CVAT as a source of labels: its jobs, their answers and verdicts, over its REST API.

The client is our own and thin: it goes through the one door to the network, which CVAT's SDK does not, and asks for a
dozen paths alone.
"""

from labelqa.connectors.connector import TOOLS, Tool
from labelqa.connectors.cvat.links import link
from labelqa.connectors.cvat.options import options
from labelqa.connectors.cvat.source import connect
from labelqa.connectors.cvat.webhook import genuine, hints

TOOLS.add(
    "cvat",
    Tool(
        name="cvat",
        doc="CVAT 2.x: jobs with their answers, ground truth, replicas, stages and issues; by tasks or projects.",
        options=options,
        connect=connect,
        genuine=genuine,
        hints=hints,
        link=link,
    ),
)
