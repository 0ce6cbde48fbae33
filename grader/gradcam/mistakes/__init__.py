"""The catalogue of named mistakes, and the bank of right answers: they name, calibrate and test."""
