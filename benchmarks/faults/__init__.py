"""`make faults`: an examination while the server is being killed, connections are cut and everybody
hands in at once. Afterwards the database is read: nothing acknowledged may be lost, doubled or
wrong."""
