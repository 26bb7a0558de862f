"""Who can reach whom in a VPC: pure, and each answer explains itself hop by hop."""
