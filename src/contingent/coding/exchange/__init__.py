"""Exchange of coded statements with other tools, one module per format."""
