"""Brief to ranked list: composing a query, scoring, reasons and their wording."""
