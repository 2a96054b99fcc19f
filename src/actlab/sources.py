"""Where a thing comes from: one value for every cited work."""

from __future__ import annotations

from dataclasses import dataclass

__all__ = ["Source"]


@dataclass(frozen=True)
class Source:
    """A cited work.

    Args:
        authors: As the work prints them, shortened with "et al." from three on.
        title: The work's title.
        year: Year of first publication; 0 for what was never published, as a user's own.
        id: ``arXiv:...``, ``doi:...`` or another lasting identifier; empty where there is none.

    >>> print(Source("Hendrycks & Gimpel", "Gaussian error linear units", 2016, "arXiv:1606.08415"))
    Hendrycks & Gimpel (2016). Gaussian error linear units. arXiv:1606.08415
    """

    authors: str
    title: str
    year: int
    id: str = ""

    def __post_init__(self) -> None:
        if not self.authors or not self.title:
            raise ValueError("A source needs its authors and its title.")

    def __str__(self) -> str:
        year = f" ({self.year})" if self.year else ""
        end = f" {self.id}" if self.id else ""
        return f"{self.authors}{year}. {self.title}.{end}"
