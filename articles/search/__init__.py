"""Search over everything that readers have: articles, questions, treatments and pages."""
