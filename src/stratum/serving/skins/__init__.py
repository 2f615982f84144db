"""Skins: how the data plane is reached. HTTP here; each is thin and can be the only one in a process."""
