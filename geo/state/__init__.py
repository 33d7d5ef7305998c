"""From the ledger to a day: who holds what, how sure, where the line runs, which roads are open."""
