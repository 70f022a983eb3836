"""Which learner this is; written down beside what it offered, so that learners can be compared."""

#: Raised whenever the same history would lead to another list.
LEARNER = "bayes-6"
