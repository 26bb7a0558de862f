"""What image scanning finds in an image's layers: packages, advisories that concern them, a bill of materials. Pure."""
