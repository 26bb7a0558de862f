"""What can be on the screen: a question, its verdict, the hand-in, the result, the keys. Each takes keys and gives paragraphs."""
