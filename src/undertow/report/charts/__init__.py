"""Pictures, drawn as SVG by the program itself: no script, nothing loaded, readable in grey."""
