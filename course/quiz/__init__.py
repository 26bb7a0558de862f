"""Layer 3: questions drawn, graded, remembered. No clock and no chance inside: both are passed in."""
