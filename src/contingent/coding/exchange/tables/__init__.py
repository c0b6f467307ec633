"""Tables: statements as CSV, TSV, Excel, JSON Lines and Parquet, our own columns and those of others."""
