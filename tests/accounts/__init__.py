"""Local accounts: signing in, sessions on the server, the limiter, and the app that runs alone."""
