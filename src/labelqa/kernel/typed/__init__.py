"""Overlaps and matchings with machine types: Cython's pure-Python mode, compiled into `labelqa.kernel.compiled`.

The files run as they are, slowly. For the compiler they are one text, in this order (`hatch_build.py` joins them), so
that calls between them cost nothing:

    scratch      arrays that are kept from one pair to the next
    ordered      the first of equally good assignments
    component    an exact assignment, with the prices that prove it
    partners     undisputed pairs first, then component by component
    meeting      which boxes overlap
    decision     the matchings of one pair
    pairs        the ways in: two annotations, and whole columns of them
    hulls        which hulls of shapes meet
    strips       pixels that masks share
    tilted       how far boxes at an angle overlap
    outlined     the area that outlines share, where rounding cannot matter
    tables       sums over tables of two annotators' classes
"""
