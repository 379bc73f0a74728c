"""The gate: what a pull request changes, who may change that, and what it would do to readers.

`changes` asks git what differs, `members` who somebody is by the base branch, `rules` decides what they may touch (pure),
`contents` looks for what should not become public, `feeds` for what readers would get again, `summary` tells all of it.
Nothing that the pull request says of itself is believed: who is who stands on the base branch.
"""
