"""Results told: from frozen values of many draws to sections of sentences, charts and tables."""
