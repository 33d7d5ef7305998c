"""Claimline reads war reporting and keeps who says which side holds which place.

The pipeline: articles are read (``geo.articles``), place names are found and resolved
(``geo.places``), sentences become attributed claims (``geo.reading``), claims go into an
append-only ledger (``geo.ledger``), the ledger becomes the state of a day (``geo.state``):
status per place with a trace, areas, line, routes, displacement. ``geo.pipeline`` wires it.
"""
