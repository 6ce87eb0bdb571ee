"""What an auditor needs: a second engine that shares nothing with the first, and their comparison."""
