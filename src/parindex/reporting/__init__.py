"""One neutral model of a report, and its renderers: terminal, Markdown, HTML and workbook."""
