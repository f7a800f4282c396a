"""TRUSTED: what values entries take on boxes, and what coverings by boxes show."""
