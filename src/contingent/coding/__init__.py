"""Said: from the text of a report to attributed, coded statements."""
