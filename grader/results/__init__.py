"""What is kept and shown: the gradebook, changes by hand, pages and exports."""
