"""The design system's Python side: drawings from sound, words for time, shared pages."""
