"""The page of a diagnosis, from its record alone."""

from actlab.report.diagnosis.page import PAGE, write_page

__all__ = ["PAGE", "write_page"]
