"""How a load tool walks through the site."""
