"""The form of requests: types, required members, allowed values, lengths, ranges and patterns of AWS's own models."""
