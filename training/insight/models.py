"""The tables of the statistics: the cubes, frozen snapshots, and the programs that may read."""
