"""Tests of Claimline."""
