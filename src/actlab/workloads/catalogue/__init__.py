"""One file, one workload; `actlab.workloads.CATALOGUE` scans this folder."""
