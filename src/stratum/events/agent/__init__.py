"""What looks for something to tell: times that come, metrics that cross a limit. Called again and again."""
