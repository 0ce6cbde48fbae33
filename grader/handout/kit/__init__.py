"""What students and platforms get, checked to give nothing away."""
