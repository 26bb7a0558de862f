"""The travel site, in the containers that learners build."""
