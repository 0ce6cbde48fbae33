"""The nouns: assignment, blank, submission, answer, report; errors, files, language."""
