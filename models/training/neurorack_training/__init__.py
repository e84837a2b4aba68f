"""Training of neurorack's models: from a folder of sounds to a playable model."""
