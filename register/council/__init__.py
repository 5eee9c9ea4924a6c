"""What the works council may ask: every switch that shows what people do."""
