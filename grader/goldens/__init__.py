"""What answers are compared with: goldens, their limits, and the mistakes that prove them."""
