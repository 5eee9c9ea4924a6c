"""Which fields a register asks when a line is entered, in its order: one file per body that keeps registers."""
