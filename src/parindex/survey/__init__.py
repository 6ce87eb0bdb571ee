"""The sociological survey: from ballots to tallies, points, and how sure they are."""
