"""The ground everybody stands on: ids, spans, months, errors, settings. Imports nothing of the house."""
