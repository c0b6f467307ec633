"""Whole cases, each small enough to read and complete enough to test."""
