"""Say it: from records to sentences and pages. No torch here.

`actlab.report.page` writes the page of a run folder; the sections' order is the list in
`actlab.report.run.sections`; blocks are numbers first, and each renderer makes of them what it can.
"""
