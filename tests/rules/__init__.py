"""Tests of the rule engine: cases as data, shapes of comparable registers, traps of the domain."""
