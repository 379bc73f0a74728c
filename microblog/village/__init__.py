"""A village: people without git join, write, answer and change their profile by filling in a form of the git host.

`forms` says which forms there are and reads what somebody filled in, `wishes` writes the files that they ask for, `pictures`
fetches what they dragged in, `requests` makes a pull request of it and lets the gate judge it. The text of an issue is data all
the way: it is in no command, no path and no expression, and who wrote it is who the host says.
"""
