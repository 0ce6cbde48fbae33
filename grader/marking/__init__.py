"""From an answer to a report: blanks are compared, tried again where that is fair, and scored."""
