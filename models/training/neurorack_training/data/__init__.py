"""The data set: permissive material, an impact designer, and the store that training reads."""
