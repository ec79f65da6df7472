"""The generator of the contract; see ../generate.py."""
