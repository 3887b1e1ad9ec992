"""Reduce a raw CCD frame to a calibrated image and a catalogue of sources."""
