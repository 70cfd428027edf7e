// Of the same, what the second script only hands on.
after,
parseFragment,
FETCHING,
SELECTOR,
spent,
hosts,
