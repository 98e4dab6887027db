"""labelqa: annotation quality assurance for computer-vision labelling teams."""

__version__ = "0.1.0"
