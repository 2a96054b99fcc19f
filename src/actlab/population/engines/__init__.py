"""What trains networks: `loop` is the reference, whose meaning all others must agree with."""
