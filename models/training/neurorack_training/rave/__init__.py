"""Import of RAVE exports: reads a `.ts`, rebuilds its networks in own code and writes a model folder of the family `rave`."""
