"""The small exact expression that every scale lowers to: written once, read many ways."""
