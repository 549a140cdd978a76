"""Takes to one mix, and mix, stems and markers to files. Nothing is rendered anew here."""
