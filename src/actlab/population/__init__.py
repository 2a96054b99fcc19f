"""Train many networks: candidates, blocks and streams make a plan; engines carry it out."""
