"""The sections of the page of a run; each file is one."""
