"""Our rules beside cfn-lint's: made-up requests are held against both, and every disagreement needs a reason."""
