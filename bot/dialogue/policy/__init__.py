"""What to do about a message: named outcomes in tiers, each one flat condition over Reading and Belief."""
