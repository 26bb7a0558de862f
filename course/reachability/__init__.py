"""Layer 3: can one thing reach another in the chosen world, and why not; from describe calls alone."""
