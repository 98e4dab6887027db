"""Label Studio: a project of it is a source, and each task of that a unit."""

from labelqa.connectors.connector import TOOLS, Tool
from labelqa.connectors.label_studio.connection import connect
from labelqa.connectors.label_studio.hooks import genuine, hints
from labelqa.connectors.label_studio.links import link
from labelqa.connectors.label_studio.options import options

TOOLS.add(
    "label_studio",
    Tool(
        name="label_studio",
        doc="Label Studio, Community and Enterprise; options: project, image_id, image_key",
        options=options,
        connect=connect,
        genuine=genuine,
        hints=hints,
        link=link,
    ),
)
