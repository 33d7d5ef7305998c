"""Articles to claims as written: who says what about which place, when, in which sentence."""
