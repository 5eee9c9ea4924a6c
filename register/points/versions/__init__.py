"""An organisation's own versions of the rules (*eigen regelversies*, C12): copied, changed, simulated, published."""
