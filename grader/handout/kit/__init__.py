"""What is given to students and platforms, and the proof that it gives nothing away."""
