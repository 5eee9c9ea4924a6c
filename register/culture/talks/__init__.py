"""The sheet for the yearly talk: of the person, and of the manager only after it was released."""
