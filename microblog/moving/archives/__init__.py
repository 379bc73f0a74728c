"""What networks and programs hand out to those who leave: the files of each → the same frozen values."""
