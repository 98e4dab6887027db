"""Past one machine: the facts of sets too large for one database, over Parquet or JSON lines, by Spark or by processes.

Images are hashed into buckets, so that an image is never split; each bucket goes through the one function of the facts
(`labelqa.facts`). What comes out is a row an image that stands by itself, and the totals, which are sums of those rows.

    terms      the settings that facts hang on
    schema     the columns of what goes in and comes out
    numbering  from numbers to names and back
    inputs     what a file holds: annotations, boxes or lines
    boxes      what only the whole of a table of boxes tells
    given      the rows of a bucket as annotations
    answers    an image's annotations as its current answers
    doubt      which rows are plain beyond doubt
    plain      upright boxes of persons as columns, straight from Arrow
    columns    facts of many images as rows of a table
    bucket     the rows of a bucket in, the facts of its images out
    totals     sums of facts
    job        one call of the command, and what its buckets told
    manifest   what of a folder counts, committed at once
    scored     a folder of facts, read
    tables     tables on this machine's disk
    local      the engine of processes
    java       whether Spark can start
    session    a session of Spark
    hadoop     the file systems of Spark
    spark      the engine of a cluster
    kept       a row of facts as the facts of a store's image
    loading    a folder of facts into a store
"""
