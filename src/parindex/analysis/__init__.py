"""What an assessment could have been: options of a leaf, distance to a band, improvements, what-if."""
