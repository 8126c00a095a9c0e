"""What patients see: asking for a consultation, their own page and what they may change there."""

from bookings.views.asking import book_again as book_again
