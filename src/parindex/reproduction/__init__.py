"""Printed tables: what their decimals allow, whether they hold together, and what would mend them."""
