"""The catalogues of other languages, which are data only: `make messages` updates them."""
