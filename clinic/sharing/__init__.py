"""Open Graph pictures: what a page is shown with where its address is shared."""
