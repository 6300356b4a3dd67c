"""No page is overfull: nothing leaves the page or its type area, and nothing stands over another.

It is found out from the PDF alone, by PDFium: where WeasyPrint believes that it has put things has
no say here.
"""
