"""Changing the audio model beside the live one: plan, work, progress, switch, going back."""
