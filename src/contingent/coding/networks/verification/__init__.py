"""Running reference networks of DNA again and comparing every number."""
