"""What people are told, how often, and the calendar they can follow."""
