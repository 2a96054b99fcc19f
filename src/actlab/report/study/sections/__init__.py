"""The sections of the page of a study; each file is one."""
