"""A made-up organisation to try the product with: every name, norm and outcome in it is invented."""
