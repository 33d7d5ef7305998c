"""Ask OpenStreetMap's Nominatim about names that stayed open: off by default, slow on purpose, never a fact.

The answers are candidates for the analyst's review. Requests are at least a second apart, carry a
user agent that names the product, are locked to the theatre's countries and box, and are kept in a
file so that the same name is asked once. Errors are never kept.
"""

from __future__ import annotations

import json
import os
import sqlite3
from collections.abc import Callable
from contextlib import closing
from pathlib import Path

from geopy.exc import GeocoderParseError, GeopyError
from geopy.extra.rate_limiter import RateLimiter
from geopy.geocoders import Nominatim
from geopy.location import Location

from geo.errors import InputError
from geo.model import Candidate, Place
from geo.places.world import data_folder
from geo.theatre import Theatre

SWITCH = "CLAIMLINE_NOMINATIM"
"""Environment variable that turns the look-up on; its value is the contact put into the user agent."""
CREDIT = "© OpenStreetMap contributors, ODbL 1.0, by Nominatim"


class OnlineLookup:
    """Nominatim for one theatre, with a delay between requests and a file of answers."""

    def __init__(
        self,
        theatre: Theatre,
        *,
        contact: str | None = None,
        cache: Path | None = None,
        domain: str = "nominatim.openstreetmap.org",
        scheme: str = "https",
        delay_s: float = 1.0,
        timeout_s: float = 10.0,
    ) -> None:
        """Prepare the look-up; InputError unless ``contact`` or CLAIMLINE_NOMINATIM names who asks."""
        asked_by = contact or os.environ.get(SWITCH, "")
        if not asked_by:
            raise InputError(f"the online look-up is off; to turn it on set {SWITCH} to your mail address")
        self.theatre = theatre
        self.cache = cache or data_folder() / "nominatim.sqlite"
        self.domain = domain
        service = Nominatim(user_agent=f"claimline ({asked_by})", domain=domain, scheme=scheme, timeout=timeout_s)
        self._ask: Callable[..., list[Location] | None] = RateLimiter(
            service.geocode,
            min_delay_seconds=delay_s,
            max_retries=1,
            error_wait_seconds=max(delay_s, 0.01),
            swallow_exceptions=False,
        )

    def suggest(self, name: str) -> tuple[Candidate, ...]:
        """Return what Nominatim knows under a name in the theatre, as candidates for review.

        Raises geopy's own exceptions (GeocoderRateLimited, GeocoderTimedOut, GeocoderParseError ...)
        where the service fails; nothing is kept then.
        """
        key = json.dumps([self.domain, name, self.theatre.countries, self.theatre.bbox])
        rows = self._kept(key)
        if rows is None:
            rows = self._fetch(name)
            self._keep(key, rows)
        places = [place for row in rows if (place := self._place(row)) is not None]
        reason = "Nominatim's answer, not verified"
        return tuple(Candidate(place=place, score=0.0, reasons=(reason,)) for place in places)

    def _fetch(self, name: str) -> list[dict[str, object]]:
        west, south, east, north = self.theatre.bbox
        try:
            found = self._ask(
                name,
                exactly_one=False,
                limit=5,
                country_codes=[code.lower() for code in self.theatre.countries],
                viewbox=[(south, west), (north, east)],
                bounded=True,
                addressdetails=True,
                language="en",
            )
        except GeopyError:
            raise
        except (KeyError, TypeError, ValueError, AttributeError) as error:
            raise GeocoderParseError(f"{self.domain} gave an answer that cannot be read: {error}") from error
        return [dict(item.raw) for item in found or ()]

    def _place(self, row: dict[str, object]) -> Place | None:
        """Return an answer as a place, or none where it lies outside the theatre or lacks a point."""
        try:
            lat, lon = float(str(row["lat"])), float(str(row["lon"]))
        except (KeyError, ValueError):
            return None
        west, south, east, north = self.theatre.bbox
        address = row.get("address")
        details = address if isinstance(address, dict) else {}
        country = str(details.get("country_code", "")).upper()
        if not (west <= lon <= east and south <= lat <= north) or (country and country not in self.theatre.countries):
            return None
        return Place(
            id=f"osm:{row.get('osm_type', 'object')}/{row.get('osm_id', 0)}",
            name=str(row.get("name") or str(row.get("display_name", "")).split(",")[0]),
            kind=str(row.get("type", "place")),
            feature_code="PPL" if row.get("class") == "place" else "",
            lon=lon,
            lat=lat,
            country=country or self.theatre.countries[0],
            admin1=str(details.get("state", "")),
            quality="approx",
            source=CREDIT,
            radius_km=3.0,
        )

    def _open(self) -> sqlite3.Connection:
        self.cache.parent.mkdir(parents=True, exist_ok=True)
        db = sqlite3.connect(self.cache)
        db.execute("CREATE TABLE IF NOT EXISTS answer (key TEXT PRIMARY KEY, rows TEXT NOT NULL)")
        return db

    def _kept(self, key: str) -> list[dict[str, object]] | None:
        with closing(self._open()) as db:
            row = db.execute("SELECT rows FROM answer WHERE key = ?", (key,)).fetchone()
        kept: list[dict[str, object]] | None = json.loads(row[0]) if row else None
        return kept

    def _keep(self, key: str, rows: list[dict[str, object]]) -> None:
        with closing(self._open()) as db:
            db.execute("INSERT OR REPLACE INTO answer VALUES (?, ?)", (key, json.dumps(rows)))
            db.commit()
