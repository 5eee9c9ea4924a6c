"""What people let colleagues see of what they know and want to learn."""
