"""How lessons, recordings, questions and cases are used: reports for those who write them."""
