"""What an instrument declares: the model, its checks, and the catalog of published rulesets."""
