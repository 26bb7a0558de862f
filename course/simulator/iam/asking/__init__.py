"""What a call to AWS needs: its actions, the resources they touch, and the condition keys that come with it."""
