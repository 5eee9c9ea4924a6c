"""What an activity is about: the method and the competences."""
