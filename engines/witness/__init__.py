"""The proving halves of the families: they run torch. Imported where torch runs, nowhere else."""
