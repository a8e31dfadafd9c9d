"""Data are destroyed, or their backups fail."""

DRILLS = []
