"""One line in Dutch becomes a filled-in form to check (*invoer in één regel*)."""
