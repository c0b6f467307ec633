"""Who does the work of a run: threads of this process, processes of this computer, or a Dask cluster.

A runner takes work and parts and yields what comes of them in the order of the parts. How many workers there are
changes nothing in the figures.
"""
