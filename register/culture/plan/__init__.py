"""The development plan: goals of a person, and the activities that serve them."""
