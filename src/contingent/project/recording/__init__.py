"""The record's door: published files in, questions and pictures out."""
