"""`make bench`: what the site costs, measured on one machine beside the aims. Nothing is
asserted."""
