"""Questions and answers given from outside as two CSV files (docs/developer/item-tables.md): any
published table of marks or item statistics can be worked out again here."""
