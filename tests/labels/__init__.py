"""Labels of learning: methods and competences."""
