package io.tsdb.calcite.oracle;

import java.util.List;

/**
 * What a generator knows of an archive.
 *
 * @param labels the columns of label keys
 * @param values texts that labels have
 * @param words that texts are made of
 * @param times of events
 * @param smallNumbers whether every value is a small multiple of 1/4, so that sums are exact in any
 *     order
 */
record Facts(
    List<String> labels,
    List<String> values,
    List<String> words,
    List<Long> times,
    boolean smallNumbers) {}
