"""Put the filesystems that break virtual environments into a test suite."""

__version__ = "0.1.0"
