"""Past one machine: the facts of sets too large for one database, over Parquet or JSON lines, by Spark or by processes.

Images are hashed into buckets, so that an image is never split; each bucket goes through the one function of the facts
(`labelqa.facts`). What comes out is a row an image that stands by itself, and the totals, which are sums of those rows.

    terms      the settings that facts hang on
    schema     the columns of what goes in and comes out
    numbering  from numbers to names and back
    inputs     what a file holds: annotations, boxes or lines
    given      the rows of a bucket as annotations
    answers    an image's annotations as its current answers
    plain      upright boxes of persons as columns, straight from Arrow
    bucket     the rows of a bucket in, the facts of its images out
    totals     sums of facts
    manifest   what of a folder counts, committed at once
    scored     a folder of facts, read
    local      the engine of processes
    spark      the engine of a cluster
    loading    a folder of facts into a store
"""
