"""The learning culture: experiments, ambassadors, matching, shared learnings, follow-up, development plans."""
