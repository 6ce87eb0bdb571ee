"""The work around a score: schedules, working days, and the fulfilment of reform plans."""
