"""What an auditor needs: records that anyone can recompute, a second engine, and what each stage changed."""
