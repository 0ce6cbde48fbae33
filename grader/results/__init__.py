"""What is kept and shown: the gradebook, adjustments, pages and exports."""
