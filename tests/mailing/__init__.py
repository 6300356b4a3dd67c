"""Delivery, judged by servers that record what they accept."""
