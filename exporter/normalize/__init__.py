"""From what a note says to what is published (`transforms`)."""
