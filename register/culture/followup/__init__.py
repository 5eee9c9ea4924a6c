"""What somebody does differently, asked after six and after twelve weeks."""
