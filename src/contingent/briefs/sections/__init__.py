"""The sections of a brief, one file each; every function takes the Desk and returns a Section."""
