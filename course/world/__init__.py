"""Layer 3: which AWS a learner works in, and the read-only look that checks get. The only importer of boto3."""
