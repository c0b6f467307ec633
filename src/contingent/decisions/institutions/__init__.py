"""Institutions: who decides together on a day, by which rule, who could block it, and who has how much power."""
